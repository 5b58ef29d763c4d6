"""Makes the working-day timetables known to Airflow."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from dags.timetables import MonthlyReportTimetable, ReportWeekTimetable, WorkingDayTimetable


class FoodSafetyPlugin(AirflowPlugin):
    """Registers our timetables under their module path."""

    name = "food_safety"
    timetables = [WorkingDayTimetable, ReportWeekTimetable, MonthlyReportTimetable]  # noqa: RUF012
