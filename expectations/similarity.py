"""How alike names and codes are: rapidfuzz on candidate pairs that SQL finds, stored for the rules to look up.

Similarity is 1 − Levenshtein distance ÷ length of the longer text, on normalised names (handbook 2.6).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import psycopg
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from contracts.model import Contract
from expectations.judging import Bench
from expectations.rendering import Renderer

#: A text that contains the other, such as 存续（在营） and 存续, is as near as this at least.
CONTAINED = 0.9
#: Within a township, pairs from here on go to the queue of a person who matches by hand.
QUEUE_FROM = 0.9
_UNIT = re.compile(r"[^\d.,，+\-\s]+$")


def similarity(left: str, right: str) -> float:
    """Share of the longer text that need not be edited, 0 to 1."""
    return round(Levenshtein.normalized_similarity(left, right), 4)


def nearness(given: str, known: str) -> float:
    """Like `similarity`, but a text that contains the other counts as near."""
    plain = similarity(given, known)
    shorter, longer = sorted((given, known), key=len)
    return max(plain, CONTAINED) if len(shorter) > 1 and shorter in longer else plain


def refresh_names(own: Bench) -> None:
    """Store the similarity of every pair of names that X17 compares, and of the pairs that a person may match."""
    if not {"ms_entity", "ag_producer", "ah_slaughterhouse", "fs_binding"} <= set(own.contracts):
        return
    same_code = own.connection.execute(own.renderer.render_shared("names_of_one_code")).fetchall()
    pairs = {(left, right): similarity(left, right) for left, right in same_code}
    pairs |= _queue(own.connection.execute(own.renderer.render_shared("names_to_match")).fetchall())
    own.connection.execute("create temporary table pair (left_name text, right_name text, similarity numeric(5, 4))"
                           " on commit drop")
    _copy(own.connection, "copy pair from stdin", ((*names, found) for names, found in sorted(pairs.items())))
    own.connection.execute("insert into quality.name_similarity select * from pair"
                           " on conflict (left_name, right_name) do update set similarity = excluded.similarity")


def _queue(named: Iterable[tuple[str, bool, str]]) -> dict[tuple[str, str], float]:
    """Near pairs of unmatched and registered names inside each township."""
    towns: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for town, is_registered, name in named:
        towns[town][is_registered].append(name)
    pairs = {}
    for unmatched, registered in towns.values():
        if unmatched and registered:
            alike = cdist(unmatched, registered, scorer=Levenshtein.normalized_similarity, score_cutoff=QUEUE_FROM)
            for left, right in zip(*alike.nonzero(), strict=True):
                if unmatched[left] != registered[right]:
                    pairs[unmatched[left], registered[right]] = similarity(unmatched[left], registered[right])
    return pairs


def refresh_codes(own: Bench) -> None:
    """Store, for values outside their list, the nearest value: rules K03 and K05 are lighter where one is near.

    Looks at the rows that have been set apart for judging.
    """
    units = [row[0] for row in own.connection.execute("select unit from reference.unit order by 1")]
    rows = []
    for contract in map(own.contracts.get, sorted(own.renderer.apart)):
        for field, given in own.connection.execute(_given(contract, own.renderer)):
            known = [code.code for code in contract.field(field).codes] or units
            text = given if contract.field(field).codes else (_UNIT.search(given) or [given])[0]
            found, nearest = max(((nearness(text.strip(), one), one) for one in known), default=(0.0, ""))
            if nearest:
                rows.append((contract.dataset, field, given, nearest, found))
    own.connection.execute("create temporary table near (like quality.nearest_code) on commit drop")
    _copy(own.connection, "copy near from stdin", rows)
    own.connection.execute(
        "insert into quality.nearest_code select * from near on conflict (dataset, field, given)"
        " do update set nearest = excluded.nearest, similarity = excluded.similarity")
    own.connection.commit()  # the engine looks them up over its own connection


def _given(contract: Contract, renderer: Renderer) -> str:
    """Query of the distinct values that staging marked as outside their list, with their field."""
    return (
        "select distinct marked.field, to_jsonb(came) ->> marked.field"
        f" from {renderer.new_rows(contract.table)} as typed"
        " cross join lateral unnest(typed._k03 || typed._k05) as marked (field)"
        f" inner join {renderer.raw_rows(contract.table)} as came on typed._submission_id = came._submission_id"
        " and typed._row_no = came._row_no"
        " where to_jsonb(came) ->> marked.field is not null"
    )


def _copy(connection: psycopg.Connection, statement: str, rows: Iterable[tuple]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)
