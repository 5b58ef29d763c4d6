"""REST reader: paging, tokens, retries, totals that move."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest

from extract.errors import MalformedAnswerError, ServerFaultError, UnauthorisedError, UnreachableError
from extract.readers.rest import RestPull
from extract.readers.rest_client import RestClient, RestConnection
from warehouse.errors import SettingsError

NOW = datetime(2026, 11, 23, 8, 0)


def entity(number: int, **changes: object) -> dict[str, object]:
    return {"ztbh": f"E{number:05d}", "ztmc": f"川安县第{number}店", "tyshxydm": None, "gxsj": "2026-11-18 09:21:07",
            "sfsc": "0", **changes}


def pull(platform, contract, **options) -> RestPull:
    connection = RestConnection.of(platform.connection(**options.pop("connection", {})))
    options = {"in_flight": connection.in_flight, "since": None, "now": NOW, **options}
    return RestPull(contract, RestClient(connection), **options)


def rows_of(reading: RestPull) -> list[dict[str, str]]:
    """Reads the stream as the landing does: again until settled."""
    for attempt in range(1, reading.tries + 1):
        text = b"".join(reading.stream()).decode()
        if reading.settled() or attempt == reading.tries:
            break
    return [dict(zip(reading.columns, line, strict=True)) for line in csv.reader(io.StringIO(text, newline=""))]


def test_all_pages_arrive_in_order_although_several_are_fetched_at_once(platform, by_dataset):
    platform.records = [entity(n) for n in range(1, 1843)]
    platform.page_delay = 0.002
    reading = pull(platform, by_dataset["MS01"])
    rows = rows_of(reading)
    assert [row["entity_id"] for row in rows] == [f"E{n:05d}" for n in range(1, 1843)]
    assert rows[0]["uscc"] == ""
    assert reading.facts["api"] == {"since": None, "declared_total": 1842, "page_rows": 1842, "distinct_rows": 1842,
                                    "pages": 10, "pulls": 1, "complete": True}


@pytest.mark.parametrize("expected", [100, 1000, 5000], ids=["fewer", "as many", "more"])
def test_pages_expected_from_last_time_are_asked_for_at_once(platform, by_dataset, expected):
    platform.records = [entity(n) for n in range(1, 1001)]
    reading = pull(platform, by_dataset["MS01"], expected=expected)
    assert len(rows_of(reading)) == 1000
    assert reading.facts["api"]["pages"] == 5 + 1  # and the one behind a full last page


def test_arrival_time_is_the_platforms_clock_in_local_time(platform, by_dataset):
    platform.now = datetime(2026, 11, 23, 6, 0, 7)
    assert pull(platform, by_dataset["MS01"]).received_at == datetime(2026, 11, 23, 6, 0, 7)


def test_token_that_expires_in_mid_paging_is_renewed(platform, by_dataset):
    platform.records = [entity(n) for n in range(1, 2001)]
    platform.token_life = 3
    assert len(rows_of(pull(platform, by_dataset["MS01"]))) == 2000
    assert len(platform.tokens) > 1


def test_token_refused_in_the_body_of_a_200_is_renewed(platform, by_dataset):
    platform.records = [entity(1)]
    platform.fault = lambda p, n: (200, {"code": 401, "msg": "过期"}) if n == 1 else None
    assert len(rows_of(pull(platform, by_dataset["MS01"]))) == 1
    assert len(platform.tokens) == 2


def test_wrong_secret_is_unauthorised(platform, by_dataset):
    with pytest.raises(UnauthorisedError, match="client_id"):
        pull(platform, by_dataset["MS01"], connection={"client_secret": "wrong"})


@pytest.mark.parametrize(
    "answer",
    [(429, {}), (503, {}), (200, {"code": 500, "msg": "系统繁忙"}), (200, b"<html>maintenance</html>"), (0, None)],
    ids=["429", "503", "code 500 in the body", "no json", "dropped connection"],
)
def test_passing_faults_are_tried_again(platform, by_dataset, answer):
    platform.records = [entity(n) for n in range(1, 1001)]
    platform.fault = lambda p, n: answer if n % 3 == 0 else None
    assert len(rows_of(pull(platform, by_dataset["MS01"]))) == 1000


def test_lasting_fault_ends_after_bounded_tries(platform, by_dataset):
    platform.fault = lambda p, n: (503, {})
    with pytest.raises(ServerFaultError, match="503"):
        pull(platform, by_dataset["MS01"])
    assert len(platform.requests) == 6


def test_unreachable_platform_is_named_without_a_secret(by_dataset):
    connection = RestConnection.of({"base_url": "http://127.0.0.1:9", "client_secret": "hidden", "tries": 2,
                                    "wait_seconds": 0.01})
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1:9") as raised:
        RestPull(by_dataset["MS01"], RestClient(connection), in_flight=1, since=None, now=NOW)
    assert "hidden" not in str(raised.value)


def test_refused_question_is_not_tried_again(platform, by_dataset):
    platform.fault = lambda p, n: (200, {"code": 400, "msg": "参数错误"})
    with pytest.raises(MalformedAnswerError, match="400"):
        pull(platform, by_dataset["MS01"])
    assert len(platform.requests) == 1


def test_row_repeated_on_a_page_border_is_no_gap(platform, by_dataset):
    """Page 2 begins with the last row of page 1, in every pull."""
    platform.records = [entity(n) for n in range(1, 501)]
    pages = {1: platform.records[:200], 2: platform.records[199:399], 3: platform.records[399:]}
    platform.rows = lambda page, size: (500, pages[page])
    reading = pull(platform, by_dataset["MS01"])
    assert len(rows_of(reading)) == 501
    assert reading.facts["api"]["complete"] is True
    assert reading.facts["api"]["page_rows"] == 501


def test_total_that_moves_while_paging_is_pulled_again_until_it_stands(platform, by_dataset):
    """During the first pull a record comes to the front, so page 2 repeats one and the new one is missed."""
    platform.records = [entity(n) for n in range(600)]
    moved = []

    def rows(page, size):
        if page == 1 and not moved:
            moved.append(True)
            return 599, platform.records[1:201]
        return platform.cut(page, size)

    platform.rows = rows
    reading = pull(platform, by_dataset["MS01"])
    assert {row["entity_id"] for row in rows_of(reading)} == {f"E{n:05d}" for n in range(600)}
    assert reading.facts["api"]["pulls"] == 2


@pytest.mark.parametrize("full_pages", [1, 2])
def test_record_that_comes_in_behind_a_full_last_page_is_not_lost(platform, by_dataset, full_pages):
    """The total of page 1 calls for exactly the full pages; the record shows on the page behind them only."""
    platform.records = [entity(n) for n in range(1, 200 * full_pages + 2)]
    asked = []

    def rows(page, size):
        asked.append(page)
        total, cut = platform.cut(page, size)
        return total - (asked.count(1) == 1 and page <= full_pages), cut

    platform.rows = rows
    reading = pull(platform, by_dataset["MS01"])
    assert len({row["entity_id"] for row in rows_of(reading)}) == 200 * full_pages + 1
    assert reading.facts["api"]["complete"] is True


@pytest.mark.parametrize("full_pages", [1, 5])
def test_refusal_of_the_page_behind_a_full_last_one_is_the_end(platform, by_dataset, full_pages):
    platform.records = [entity(n) for n in range(1, 200 * full_pages + 1)]
    platform.fault = lambda p, n: (404, {}) if int(p.requests[n - 1]["pageNum"]) > full_pages else None
    reading = pull(platform, by_dataset["MS01"])
    assert len(rows_of(reading)) == 200 * full_pages
    assert reading.facts["api"]["pages"] == full_pages
    assert reading.facts["api"]["complete"] is True


def test_refusal_of_a_page_that_the_total_calls_for_is_no_end(platform, by_dataset):
    platform.records = [entity(n) for n in range(1, 402)]
    platform.fault = lambda p, n: (404, {}) if p.requests[n - 1]["pageNum"] == "3" else None
    with pytest.raises(MalformedAnswerError, match="404"):
        rows_of(pull(platform, by_dataset["MS01"]))


def test_total_that_never_agrees_is_a_fact_after_three_pulls(platform, by_dataset):
    platform.records = [entity(n) for n in range(1, 301)]
    platform.rows = lambda page, size: (307, platform.cut(page, size)[1])
    reading = pull(platform, by_dataset["MS01"])
    assert len(rows_of(reading)) == 300
    assert reading.facts["api"] | {"pulls": 3, "complete": False, "declared_total": 307} == reading.facts["api"]
    assert reading.declared_rows == 307


def test_last_page_is_never_dropped_when_the_platform_caps_the_page_size(platform, by_dataset):
    platform.records = [entity(n) for n in range(1, 351)]
    platform.rows = lambda page, size: (350, platform.records[(page - 1) * 100:page * 100])
    assert len(rows_of(pull(platform, by_dataset["MS01"]))) == 350


def test_total_zero_is_a_zero_report(platform, by_dataset):
    reading = pull(platform, by_dataset["MS08"])
    assert rows_of(reading) == []
    assert reading.is_zero_report


def test_deleted_records_are_asked_for_and_flagged(platform, by_dataset):
    platform.records = [entity(1), entity(2, sfsc="1")]
    rows = rows_of(pull(platform, by_dataset["MS01"]))
    assert [row["_deleted_flag"] for row in rows] == ["f", "t"]
    assert platform.requests[0]["includeDeleted"] == "1"


def test_only_changes_are_asked_for_where_the_contract_names_the_parameter(platform, by_dataset):
    pull(platform, by_dataset["MS08"], since=datetime(2026, 11, 15, 6, 0))
    assert platform.requests[0]["updatedSince"] == "2026-11-15 06:00:00"
    pull(platform, by_dataset["MS01"], since=datetime(2026, 11, 15, 6, 0))
    assert "updatedSince" not in platform.requests[-1]


def test_renamed_and_unknown_keys_are_facts_and_their_values_are_kept(platform, by_dataset):
    platform.records = [{**{k: v for k, v in entity(1).items() if k != "ztmc"}, "ztmc_x": "新名", "kz0": 7}]
    reading = pull(platform, by_dataset["MS01"])
    rows = rows_of(reading)
    assert reading.facts["unknown_headers"] == ["kz0", "ztmc_x"]
    assert "entity_name" in reading.facts["missing_headers"]
    assert rows[0]["_extra"] in ('{"kz0":7,"ztmc_x":"新名"}', '{"ztmc_x":"新名","kz0":7}')


@pytest.mark.parametrize(("value", "text"), [
    (12, "12"), (1.5, "1.5"), (True, "true"), ("", ""), (None, ""), (["a", 1], '["a",1]'),
    ("a,\"b\"\nc", "a,\"b\"\nc"),
], ids=str)
def test_json_values_land_as_the_text_they_were(platform, by_dataset, value, text):
    platform.records = [entity(1, ztmc=value)]
    assert rows_of(pull(platform, by_dataset["MS01"]))[0]["entity_name"] == text


def test_connection_without_address_is_refused_early():
    with pytest.raises(SettingsError, match="base_url"):
        RestConnection.of({"client_id": "x"})
