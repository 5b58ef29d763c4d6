"""Header aliases that a person accepted for this deployment, on top of those that the contracts know."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import psycopg

import contracts
from contracts.model import Contract
from extract.errors import UnknownHeaderError
from extract.readers.headers import squash
from warehouse import decisions

SEED = "header_alias"
#: Headers that no alias knows, of deliveries as they came, with the proposal made when they were read.
PROPOSED = """
    select
        ledger.dataset, header.name, min(proposal.field) as field, min(proposal.label) as label,
        max(proposal.score) as score, count(distinct ledger.submission_id) as submissions,
        max(ledger.received_at) as last_received_at, bool_or(ledger.state = '已退回') as is_refused
    from quality.submission_ledger as ledger
    cross join lateral jsonb_array_elements_text(coalesce(ledger.facts -> 'unknown_headers', '[]')) as header (name)
    left join lateral jsonb_to_recordset(coalesce(ledger.facts -> 'header_proposals', '[]'))
        as proposal (header text, field text, label text, score numeric) on proposal.header = header.name
    where not ledger.facts ? 'replay_of'
    group by ledger.dataset, header.name
    order by 1, 2
"""


@dataclasses.dataclass(frozen=True)
class Proposal:
    """A header that no alias knows: how often it came, and the field that it most likely is (None: no likely one)."""

    dataset: str
    header: str
    field: str | None
    label: str | None
    score: float | None
    submissions: int
    is_refused: bool


def known_contracts() -> tuple[Contract, ...]:
    """The contracts with the headers that this deployment accepts besides theirs."""
    return with_accepted(contracts.load_all())


def with_accepted(known: Iterable[Contract]) -> tuple[Contract, ...]:
    """Contracts with the accepted aliases; one that gets any has a version of its own, so that replays count anew."""
    rows = decisions.recorded(SEED)
    return tuple(_extended(contract, [row for row in rows if row["dataset"] == contract.dataset]) for contract in known)


def proposals(connection: psycopg.Connection) -> list[Proposal]:
    """The headers of the ledger that are still unknown."""
    accepted = {(row["dataset"], squash(row["alias"])) for row in decisions.recorded(SEED)}
    found = connection.execute(PROPOSED).fetchall()
    return [Proposal(dataset, header, field, label, score, count, refused)
            for dataset, header, field, label, score, count, _, refused in found
            if (dataset, squash(header)) not in accepted]


def accept(dataset: str, header: str, field: str, by: str, reason: str) -> Path:
    """Write down that a header is a field's.

    Returns:
        The deployment's file that holds it now.

    Raises:
        UnknownHeaderError: no such dataset or field, or the header is another field's already.
    """
    contract = next((one for one in known_contracts() if one.dataset == dataset), None)
    if contract is None:
        raise UnknownHeaderError(f"no contract for {dataset!r}")
    names = [one.name for one in contract.fields]
    if field not in names:
        raise UnknownHeaderError(f"{dataset} has no field {field!r}; known: {', '.join(names)}")
    for other in contract.fields:
        if other.name != field and squash(header) in map(squash, other.headers):
            raise UnknownHeaderError(f"{dataset}: {header!r} is a header of {other.name} ({other.label}) already")
    return decisions.record(SEED, {"dataset": dataset, "field": field, "alias": header,
                                   "decided_on": date.today().isoformat(), "decided_by": by, "reason": reason})


def _extended(contract: Contract, rows: list[dict[str, str]]) -> Contract:
    if not rows:
        return contract
    added: dict[str, list[str]] = {}
    for row in rows:
        added.setdefault(row["field"], []).append(row["alias"])
    fields = tuple(dataclasses.replace(field, aliases=(*field.aliases, *added.get(field.name, ())))
                   for field in contract.fields)
    digest = hashlib.sha256(repr(sorted((row["field"], row["alias"]) for row in rows)).encode()).hexdigest()
    return dataclasses.replace(contract, fields=fields, version=f"{contract.version}+{digest[:8]}")
