"""The agriculture database through SQLAlchemy, on the embedded server and on MariaDB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import plain_reading
import pytest
import small_world
from rendered_inbox import PLACES
from sqlalchemy import Engine, MetaData, Table, create_engine, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError

from demo import clock, state
from demo.systems import database
from demo.systems.defects import outages
from warehouse import settings

VIEWED = [contract for contract in small_world.known().values() if contract.delivery.form == "sql"]
CHANGE = pd.Timestamp("2026-10-01 08:00:00")
FAULTS = [
    ("agriculture", "2026-12-01", "2026-12-02"),
    ("agriculture", "2026-12-02", "2026-12-03", "unauthorised"),
    ("agriculture", "2026-12-03", "2026-12-04", "server_error", "AG02"),
    ("agriculture", "2026-12-04", "2026-12-05", "renamed_field", "AG01", {"field": "uscc"}),
    ("agriculture", "2026-12-05", "2026-12-06", "missing_field", "AG01", {"field": "status"}),
    ("agriculture", "2026-12-06", "2026-12-07", "unknown_fields", "AG03"),
]


@dataclass(frozen=True)
class Bureau:
    """The delivered database."""

    reader: Engine
    home: Path

    def view(self, name: str, moment: str | None = None) -> pd.DataFrame:
        """What the reading account sees of a view."""
        if moment:
            clock.set_now(moment, self.home)
        with self.reader.connect() as session:
            table = Table(name, MetaData(), autoload_with=session)
            return pd.DataFrame(session.execute(select(table)).mappings().all())


def _frames() -> dict[str, pd.DataFrame]:
    frames = {contract.dataset: small_world.frame(contract, 200) for contract in VIEWED}
    producers = frames["AG01"]
    producers.loc[[0, 1], "_to"] = CHANGE
    producers.loc[2, "_from"] = CHANGE
    renamed = producers.iloc[[0]].assign(_from=CHANGE, _to=pd.NaT, main_product="设施蔬菜")
    frames["AG01"] = pd.concat([producers, renamed], ignore_index=True)
    frames["AG02"]["qty"] = frames["AG02"]["qty"].astype(object)
    frames["AG02"].loc[5, "qty"] = "若干"
    frames["AG02"].loc[6, "unit"] = "车"
    return frames


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def bureau(request: pytest.FixtureRequest, warehouse_home: Path) -> Iterator[Bureau]:
    """The bureau's database on one kind of server."""
    patch = pytest.MonkeyPatch()
    if request.param == "mariadb":
        patch.setenv(database.OWNER_URL, request.getfixturevalue("mariadb"))
    settings.load.cache_clear()
    places = state.places(warehouse_home)
    counts = database.deliver(_frames(), VIEWED, small_world.SEED, outages(FAULTS), PLACES, places)
    assert counts == {contract.dataset: 201 if contract.dataset == "AG01" else 200 for contract in VIEWED}
    clock.set_now("2026-11-16 06:00:00", warehouse_home)
    engine = create_engine(settings.load().get(database.READER_URL))
    yield Bureau(engine, warehouse_home)
    engine.dispose()
    patch.undo()
    settings.load.cache_clear()


def test_views_show_what_was_held_at_the_clock(bureau: Bureau):
    before = bureau.view("V_NCP_SCZT", "2026-09-30 12:00:00").set_index("ZTM")
    after = bureau.view("V_NCP_SCZT", "2026-10-02 12:00:00").set_index("ZTM")
    assert len(before) == 199
    assert "AG0100002" not in before.index
    assert before.loc["AG0100000", "ZDCP"] != "设施蔬菜"
    assert after.loc["AG0100000", "ZDCP"] == "设施蔬菜"
    assert len(after) == 200


def test_a_deleted_row_stays_with_its_flag(bureau: Bureau):
    after = bureau.view("V_NCP_SCZT", "2026-10-02 12:00:00")
    assert after.loc[after["IS_DELETED"] == "1", "ZTM"].tolist() == ["AG0100001"]


def test_the_clock_view_says_the_demo_time(bureau: Bureau):
    clock.set_now("2026-10-02 12:00:00", bureau.home)
    with bureau.reader.connect() as session:
        assert session.scalar(text("select now_ts from demo_clock")) == datetime(2026, 10, 2, 12)


def test_dates_are_text_and_all_values_read_back_clean(bureau: Bureau):
    contract, frame = small_world.known()["AG01"], small_world.frame(small_world.known()["AG01"], 200)
    rows = bureau.view("V_NCP_SCZT", "2026-09-30 12:00:00")
    rows.index = rows["ZTM"].map(plain_reading.folded)
    assert isinstance(bureau.view("V_HGZ_KJ")["KJRQ"].iloc[0], str)
    for _, clean in frame.drop(index=2).iterrows():
        shown = rows.loc[clean["producer_id"]]
        for item in contract.fields[1:]:
            if item.name == "name" or pd.isna(clean[item.name]):
                continue
            read = plain_reading.read(shown[item.source], item, PLACES.writings)
            assert read == _expected(clean[item.name], item), item.name


def _expected(value, item):
    if item.identifier == "region_code":
        return value.removesuffix("000")
    if item.logical_type in ("integer", "number"):
        return Decimal(str(value))
    return plain_reading.folded(value) if isinstance(value, str) else value


def test_codes_come_out_of_the_lookup_table_and_nonsense_passes_through(bureau: Bureau):
    rows = bureau.view("V_HGZ_KJ").set_index("HGZBH")
    assert rows.loc["AG0200005", "SL"] == "若干"
    assert rows.loc["AG0200006", "DW"] == "车"
    assert {"蔬菜", "水果", "畜禽"} <= set(rows["CPLB"])


def test_the_reading_account_sees_views_only_and_may_not_write(bureau: Bureau):
    quote = bureau.reader.dialect.identifier_preparer.quote
    for statement in (f"select * from {quote('T_NCP_SCZT')}", f"delete from {quote('V_NCP_SCZT')}",
                      "update demo_clock set now_ts = null", "create table mine (n int)"):
        with bureau.reader.connect() as session, pytest.raises(DBAPIError):
            session.execute(text(statement))


def test_the_reading_account_has_four_sessions(bureau: Bureau):
    bureau.reader.dispose()
    engine = create_engine(settings.load().get(database.READER_URL), pool_size=6)
    sessions = [engine.connect() for _ in range(4)]
    with pytest.raises(DBAPIError):
        engine.connect()
    for session in sessions:
        session.close()
    engine.dispose()


@pytest.mark.parametrize("day", [1, 2])
def test_an_outage_ends_open_sessions_and_lets_nobody_in_until_it_is_over(bureau: Bureau, day):
    bureau.reader.dispose()
    clock.set_now(f"2026-12-0{day} 06:00:00", bureau.home)
    with pytest.raises(DBAPIError):
        bureau.reader.connect()
    clock.set_now("2026-12-07 06:00:00", bureau.home)
    bureau.reader.dispose()
    assert len(bureau.view("V_ZS_YY")) == 200


def test_postgresql_tells_unreachable_from_unauthorised_and_mariadb_locks_the_account(bureau: Bureau):
    on_postgresql = bureau.reader.dialect.name == "postgresql"
    for day, words in ((1, "too many connections"), (2, "not permitted to log in")):
        bureau.reader.dispose()
        clock.set_now(f"2026-12-0{day} 06:00", bureau.home)
        with pytest.raises(DBAPIError, match=words if on_postgresql else "account is locked"):
            bureau.reader.connect()


def test_a_server_error_is_an_error_when_the_view_is_read(bureau: Bureau):
    clock.set_now("2026-12-03 06:00:00", bureau.home)
    bureau.reader.dispose()
    with pytest.raises(DBAPIError):
        bureau.view("V_HGZ_KJ")
    assert len(bureau.view("V_NCP_SCZT")) == 200


@pytest.mark.parametrize(("day", "view", "gone", "new"), [
    (4, "V_NCP_SCZT", {"TYSHXYDM"}, {"TYSHXYDM_X"}), (5, "V_NCP_SCZT", {"ZT"}, set()),
    (6, "V_ZS_YY", set(), {"KZ1", "KZ2", "KZ3"})])
def test_structural_faults_change_the_columns_and_go_away(bureau: Bureau, day, view, gone, new):
    usual = set(bureau.view(view, "2026-11-16 06:00:00").columns)
    faulty = set(bureau.view(view, f"2026-12-0{day} 06:00:00").columns)
    assert (usual - faulty, faulty - usual) == (gone, new)
    assert set(bureau.view(view, "2026-12-07 06:00:00").columns) == usual


def test_delivering_again_changes_nothing(bureau: Bureau):
    def shown() -> dict[str, pd.DataFrame]:
        """Rows of some views; a view promises no order."""
        views = {name: bureau.view(name, "2026-11-16 06:00:00") for name in ("V_NCP_SCZT", "V_HGZ_KJ", "V_ZS_YY")}
        return {name: rows.sort_values(list(rows.columns), ignore_index=True) for name, rows in views.items()}

    before = shown()
    bureau.reader.dispose()
    database.deliver(_frames(), VIEWED, small_world.SEED, outages(FAULTS), PLACES, state.places(bureau.home))
    after = shown()
    for name, rows in before.items():
        pd.testing.assert_frame_equal(after[name], rows)


def test_the_published_address_is_the_reading_accounts(bureau: Bureau):
    url = make_url(settings.load().get(database.READER_URL))
    assert url.username == "demo_reader"
    assert url.database == "demo_agriculture"
    assert inspect(bureau.reader).get_view_names()
