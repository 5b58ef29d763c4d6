"""The weekly data-quality report: read from the warehouse, printed as one HTML file and an annex per department."""
