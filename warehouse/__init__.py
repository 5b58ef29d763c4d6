"""The warehouse's ground floor: settings, server, schema history, reference data, the dbt runner."""
