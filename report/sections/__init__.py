"""One module per section of the report: `build(data)` turns WeekData into what the template prints."""
