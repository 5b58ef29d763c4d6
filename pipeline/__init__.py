"""The weekly cycle: what happens in which order, for the command line and for Airflow alike."""
