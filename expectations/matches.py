"""The queue of records that no rule could match to a registered entity, and what a person decides about them.

Matching is dbt's (int_entity_match); a decision is a row of the deployment that it reads first (provenance 'manual').
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from expectations.errors import UnknownRecordError
from warehouse import decisions

SEED = "entity_match_decision"
YES, NO = "是", "否"
#: Candidates below this likeness of names help nobody.
CANDIDATE_FROM = 0.6
CANDIDATES = 3
UNMATCHED = """
    select unmatched.county_code, unmatched.dataset, unmatched.record_key, unmatched.match_name, unmatched.region_code,
        unmatched.reason
    from intermediate.int_entity_unmatched as unmatched
    inner join intermediate.int_match_records as records using (county_code, dataset, record_key)
    where not records.is_person and (%(dataset)s = '' or unmatched.dataset = %(dataset)s)
        and (%(county)s = '' or unmatched.county_code = %(county)s)
    order by 1, 2, 3
"""
REGISTERED = """
    select county_code, entity_id, match_name, region_code
    from intermediate.int_entities_located where match_name is not null
"""


@dataclass(frozen=True)
class Candidate:
    """A registered entity that the record may be: likeness of the names (0–1), whether the town is the same.

    None where the record does not say its town.
    """

    entity_id: str
    name: str
    similarity: float
    is_same_town: bool | None


@dataclass(frozen=True)
class Queued:
    """A record without an entity."""

    county_code: str
    dataset: str
    record_key: str
    name: str
    reason: str
    candidates: tuple[Candidate, ...]


def queue(connection: psycopg.Connection, county: str = "", dataset: str = "") -> list[Queued]:
    """Unmatched records with the registered entities that each most likely is; natural persons are not matched."""
    registered: dict[str, list[tuple[str, str, str]]] = {}
    for code, *entity in connection.execute(REGISTERED):
        registered.setdefault(code, []).append(tuple(entity))
    refused = {(row["county_code"], row["dataset"], row["record_key"], row["entity_id"])
               for row in decisions.recorded(SEED) if row["verdict"] == NO}
    found = connection.execute(UNMATCHED, {"county": county, "dataset": dataset}).fetchall()
    return [
        Queued(code, owner, key, name or "", reason,
               _candidates(name, town, [one for one in registered.get(code, ())
                                        if (code, owner, key, one[0]) not in refused]))
        for code, owner, key, name, town, reason in found
    ]


def decide(connection: psycopg.Connection, verdict: str, county: str, record: tuple[str, str], entity_id: str,
           by: str, reason: str, on: date | None = None) -> Path:
    """Write down that a record is, or is not, a registered entity.

    Args:
        verdict: YES or NO.
        record: dataset and record key, as the queue names them.
        on: day from which it holds; today by default.

    Returns:
        The deployment's file that holds it now.

    Raises:
        UnknownRecordError: the warehouse knows no such record, or no such entity.
    """
    code = decisions.county_code(county)
    _must_exist(connection, "int_match_records", {"county_code": code, "dataset": record[0], "record_key": record[1]})
    _must_exist(connection, "int_entities_located", {"county_code": code, "entity_id": entity_id})
    return decisions.record(SEED, {
        "county_code": code, "dataset": record[0], "record_key": record[1], "entity_id": entity_id,
        "verdict": verdict, "decided_on": (on or date.today()).isoformat(), "decided_by": by, "reason": reason,
    })


def _candidates(name: str | None, town: str | None,
                registered: Sequence[tuple[str, str, str]]) -> tuple[Candidate, ...]:
    if not name:
        return ()
    names = [other for _, other, _ in registered]
    alike = extract(name, names, scorer=Levenshtein.normalized_similarity, score_cutoff=CANDIDATE_FROM, limit=None)
    found = [Candidate(registered[place][0], other, round(score, 2), registered[place][2] == town if town else None)
             for other, score, place in alike]
    return tuple(sorted(found, key=lambda one: (-one.similarity, not one.is_same_town, one.entity_id))[:CANDIDATES])


def _must_exist(connection: psycopg.Connection, table: str, key: dict[str, str]) -> None:
    condition = " and ".join(f"{column} = %({column})s" for column in key)
    if not connection.execute(f"select 1 from intermediate.{table} where {condition}", key).fetchone():
        raise UnknownRecordError(f"intermediate.{table} has no row with {key}",
                                 fix="records are listed by `python -m expectations matches`")
