"""The calendar that dbt computes is the one that the pipeline runs by."""

from warehouse import workdays


def test_deadlines_and_cutoffs_of_all_weeks_agree_with_the_pipelines(built_warehouse) -> None:
    with built_warehouse.connect() as connection:
        rows = connection.execute(
            "select week, deadline_at, cutoff_at from intermediate.int_report_weeks"
            " where week between '2024-W01' and '2027-W50'"
        ).fetchall()
    assert len(rows) > 200
    assert [row for row in rows if row[1:] != (workdays.deadline(row[0]), workdays.report_cutoff(row[0]))] == []


def test_months_are_owed_from_the_one_in_which_the_county_began_to_report(built_warehouse) -> None:
    with built_warehouse.connect() as connection:
        due = dict(
            connection.execute(
                "select period, due_at::text from quality.expected_submission where dataset = 'FS01'"
            ).fetchall()
        )
    assert due == {"2026-10": "2026-11-06 17:00:00", "2026-11": "2026-12-07 17:00:00"}


def test_every_obligation_since_the_first_week_has_a_row(built_warehouse) -> None:
    with built_warehouse.connect() as connection:
        rows = connection.execute(
            "select period, timeliness, cause from quality.expected_submission where dataset = 'AH03' order by 1"
        ).fetchall()
    missing = [(f"2026-W{week}", "缺报", "未报") for week in range(44, 48)]
    assert rows == [*missing, ("2026-W48", "未到期", None)]
