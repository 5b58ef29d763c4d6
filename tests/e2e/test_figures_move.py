"""For each figure of the work report one source row is changed and sent again: that figure moves, by the right amount.

Every round of moves.yaml lands its rows as deliveries, rebuilds the week from raw, and reads the work report before
and after. The county is at its first cut-off that stands, so the tests of later weeks find what they expect.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest
from county import COUNTY, County
from resend import Change, Departments, changes

import contracts
from report import figures
from report.model import TOTAL_ROW, Value
from report.weeks import IsoWeek
from report.work import data
from report.work.figures import Told, tell_all
from report.work.model import WorkData

ROUNDS = sorted({change.round for change in changes()})
#: Scores of the deliveries themselves: sending again is what they measure.
ABOUT_DELIVERIES = {"G01", "G02"}
CENT = Decimal("0.01")
Key = tuple[str, str, str, str]
Parts = tuple[Decimal | None, Decimal | None, Decimal | None]
#: Rows of the newest file of a period that are not in the one before, and how many each holds. What no contract names
#: is left out: there stands the serial number, which follows the row's place on its sheet.
_RESENT = """
    with files as (
        select submission_id, row_number() over (order by received_at desc) as age
        from quality.submission_ledger where dataset = %s and period = %s
    ),
    told as (
        select files.age, to_jsonb(r) - array[
            '_submission_id', '_row_no', '_received_on', '_row_hash', '_extra'] as line
        from raw.{table} as r join files on files.submission_id = r._submission_id
        where files.age <= 2 and not r._is_total
    )
    select
        (select count(*) from (select line from told where age = 1 except all select line from told where age = 2) a),
        (select count(*) from told where age = 1) - (select count(*) from told where age = 2)
"""
_PULLED = "select landed_rows from quality.submission_ledger where dataset = %s order by received_at desc limit 1"


@dataclass(frozen=True)
class State:
    """The work report at one moment, and the county's values behind it."""

    read: WorkData
    told: dict[str, Told]

    @property
    def parts(self) -> dict[Key, Parts]:
        """Numerator, denominator and value of everything that is published for the county."""
        return {(row.indicator, row.breakdown, row.period_type, row.period): (row.numerator, row.denominator, row.value)
                for row in self.read.values if row.indicator not in ABOUT_DELIVERIES}


@dataclass(frozen=True)
class Round:
    """One round: what was changed, and the report before and after."""

    changes: list[Change]
    before: State
    after: State
    resent: dict[tuple[str, str], int]

    @property
    def declared(self) -> dict[str, list[float]]:
        """What the table says: indicator or indicator.group → what is added."""
        return {code: added for change in self.changes for code, added in change.moves.items()}

    def name(self, key: Key) -> str:
        """How the table calls a published row."""
        grouped = f"{key[0]}.{key[1]}"
        return grouped if grouped in self.declared else key[0]

    @property
    def moved(self) -> dict[Key, tuple[Parts, Parts]]:
        """Published rows that are not as they were."""
        old, new = self.before.parts, self.after.parts
        nothing = (None, None, None)
        return {key: (old.get(key, nothing), new.get(key, nothing)) for key in old.keys() | new.keys()
                if old.get(key) != new.get(key)}


def _state(county: County) -> State:
    cutoff = county.cutoffs()[-1].to_pydatetime()
    with county.connect("office") as connection:
        read = data.load(connection, IsoWeek.parse(county.last), cutoff, COUNTY, contracts.load_all())
    return State(read, tell_all(read))


def _resent(county: County, chosen: list[Change]) -> dict[tuple[str, str], int]:
    """Changed rows per delivery, as raw holds them; the number of rows stays."""
    found = {}
    for dataset, period in {(change.dataset, change.period) for change in chosen}:
        if not period:
            found[dataset, period] = county.execute(_PULLED, [dataset])[0][0]
            continue
        table = next(one.table for one in contracts.load_all() if one.dataset == dataset)
        changed, more = county.execute(_RESENT.format(table=table), [dataset, period])[0]
        assert more == 0, f"{dataset} {period}"
        found[dataset, period] = changed
    return found


@pytest.fixture(scope="module")
def rounds(ordinary: County) -> dict[int, Round]:
    """All rounds, one after the other; what one leaves is what the next one begins with."""
    departments = Departments(ordinary, ordinary.cutoffs()[-1].to_pydatetime())
    before, found = _state(ordinary), {}
    for number in ROUNDS:
        chosen = [change for change in changes() if change.round == number]
        departments.send(chosen)
        ordinary.run("pipeline", "ingest", ordinary.last)
        ordinary.run("pipeline", "replay", "--from", ordinary.last, "--to", ordinary.last)
        after = _state(ordinary)
        found[number] = Round(chosen, before, after, _resent(ordinary, chosen))
        before = after
    return found


def test_the_table_holds_every_figure_that_a_dataset_holds() -> None:
    of_datasets = {(figure.s, code) for figure in figures.load() if not figure.is_fixed for code in figure.indicators}
    assert sorted((change.s, next(iter(change.moves))) for change in changes()) == sorted(of_datasets)


@pytest.mark.parametrize("number", ROUNDS)
def test_what_moves_in_one_round_moves_for_one_row_only(number: int) -> None:
    codes = [code for change in changes() if change.round == number for code in change.moves]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("number", ROUNDS)
def test_exactly_the_changed_rows_differ_from_what_was_sent_before(rounds: dict[int, Round], number: int) -> None:
    one = rounds[number]
    assert one.resent == {(change.dataset, change.period): sum(
        (other.dataset, other.period) == (change.dataset, change.period) for other in one.changes)
        for change in one.changes}


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.name)
def test_the_figure_moves_by_what_its_row_says(rounds: dict[int, Round], change: Change) -> None:
    one, code = rounds[change.round], next(iter(change.moves))
    old, new = (_reading(state, change.s, code) for state in (one.before, one.after))
    assert (new.period, new.breakdown) == (old.period, old.breakdown)
    assert _added(_parts(old), _parts(new)) == _amounts(change.moves[code])
    assert new.value == _value(new)
    assert new.value != old.value


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.name)
def test_what_derives_from_it_moves_with_it(rounds: dict[int, Round], change: Change) -> None:
    one = rounds[change.round]
    for code, added in change.moves.items():
        rows = {key: parts for key, parts in one.moved.items() if one.name(key) == code}
        assert rows, f"{code} did not move"
        assert {key: _added(*parts) for key, parts in rows.items()} == dict.fromkeys(rows, _amounts(added))


@pytest.mark.parametrize("number", ROUNDS)
def test_nothing_else_of_the_county_moves(rounds: dict[int, Round], number: int) -> None:
    one = rounds[number]
    other = {key: parts for key, parts in one.moved.items() if one.name(key) not in one.declared}
    assert other == {}


@pytest.mark.parametrize("number", ROUNDS)
def test_no_other_figure_is_printed_differently(rounds: dict[int, Round], number: int) -> None:
    one = rounds[number]
    touched = {code.split(".")[0] for code in one.declared}
    printed = {s for s, told in one.after.told.items() if told.text != one.before.told[s].text}
    assert printed <= {figure.s for figure in figures.load() if touched & {*figure.indicators, *figure.also}}


@pytest.mark.parametrize("number", ROUNDS)
def test_a_corrected_row_makes_no_figure_less_trusted(rounds: dict[int, Round], number: int) -> None:
    one = rounds[number]
    status = [{s: [reading.status for reading in told.readings] for s, told in state.told.items()}
              for state in (one.before, one.after)]
    assert status[0] == status[1]


def test_figures_of_the_calendar_follow_the_year_and_no_row(rounds: dict[int, Round]) -> None:
    """S11 names the year reported on; S23 counts the years since 1982; the day is 15 March."""
    texts = {tuple(state.told[s].text for s in ("S11", "S23", "S24", "S25"))
             for one in rounds.values() for state in (one.before, one.after)}
    assert texts == {("2025", "43", "3", "15")}
    fixed = {figure.s: figure for figure in figures.load() if figure.is_fixed}
    assert [(s, fixed[s].fixed(2025), fixed[s].fixed(2026)) for s in sorted(fixed)] == [
        ("S23", 43, 44), ("S24", 3, 3), ("S25", 15, 15)]


def _reading(state: State, s: str, code: str) -> Value:
    reading = next(one for one in state.told[s].readings if one.code == code)
    assert reading.value is not None, f"{s} has no value"
    assert reading.breakdown == TOTAL_ROW
    return reading.value


def _parts(value: Value) -> Parts:
    return value.numerator, value.denominator, value.value


def _amounts(added: list[float]) -> tuple[Decimal, ...]:
    """Numerator and denominator; a figure without denominator has none before and after."""
    return tuple(Decimal(str(number)) for number in added)


def _added(old: Parts, new: Parts) -> tuple[Decimal, ...]:
    pairs = [(before, after) for before, after in zip(old[:2], new[:2], strict=True) if (before, after) != (None, None)]
    return tuple((after or Decimal(0)) - (before or Decimal(0)) for before, after in pairs)


def _value(row: Value) -> Decimal:
    """Two decimals: a count is its numerator, a percentage is 100 only where nothing is missing."""
    if row.denominator is None:
        return Decimal(row.numerator).quantize(CENT, ROUND_HALF_UP)
    percent = (100 * Decimal(row.numerator) / Decimal(row.denominator)).quantize(CENT, ROUND_HALF_UP)
    return min(percent, Decimal("99.99")) if row.numerator < row.denominator else percent
