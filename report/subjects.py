"""Whom a finding is about: name and code, looked up from the row that its business key names.

Nothing is listed by dataset: a contract's key and fields say where to look. A register is a whole-stock dataset
with a key of one field and a name (MS01 for entity_id, AH02 for plant_code …); rows without a name of their own
point at a register by one of their fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from contracts import Contract
from report import masking
from report.model import Subject

#: Fields that hold the name of whom a row is about, in order of preference.
NAME_FIELDS = ("entity_name", "holder_name", "name", "sampled_name", "party_name", "source_name")
KIND_FIELDS = ("entity_type", "kind")
Key = tuple[str, str]


@dataclass(frozen=True)
class Place:
    """Where the name of a dataset's rows stands: in the row, or in a register that one of its fields points at."""

    contract: Contract
    register: Contract | None = None
    pointer: str = ""

    @property
    def named(self) -> Contract:
        """The contract whose rows hold the name."""
        return self.register or self.contract


class Directory:
    """Looks up subjects in the current layer of one county.

    Args:
        connection: as a role that reads schema intermediate.
        county: six-digit code.
        contracts: all contracts.
    """

    def __init__(self, connection: psycopg.Connection, county: str, contracts: Sequence[Contract]) -> None:
        self._connection, self._county = connection, county
        self._contracts = {contract.dataset: contract for contract in contracts}
        self._registers = {contract.key[0]: contract for contract in contracts
                           if contract.mode == "snapshot" and len(contract.key) == 1 and name_field(contract)}

    def find(self, keys: Iterable[Key]) -> dict[Key, Subject]:
        """Subjects of (dataset, business key) pairs; pairs that lead nowhere are absent.

        A key is tried as the dataset's whole key, then its first part as the key of a register, then as the first
        field of the dataset's key, then as a field of its rows that points at a register.
        """
        wanted: dict[str, set[str]] = {}
        for dataset, key in keys:
            wanted.setdefault(dataset, set()).add(key)
        found: dict[Key, Subject] = {}
        for dataset, own in sorted(wanted.items()):
            contract = self._contracts.get(dataset)
            if contract:
                for key, subject in self._of_dataset(contract, own).items():
                    found[dataset, key] = subject
        return found

    def _of_dataset(self, contract: Contract, keys: set[str]) -> dict[str, Subject]:
        place = self._place(contract)
        found = self._look_up(place, contract.key, keys) if place else {}
        tries = [(Place(register), register.key) for register in self._registers.values()]
        if place:
            pointers = [field.name for field in contract.fields if field.name in self._registers]
            tries += [(place, (column,)) for column in (contract.key[0], *pointers)]
        for target, columns in tries:
            firsts = {key: key.split("|")[0] for key in keys - set(found)}
            if not firsts:
                break
            subjects = self._look_up(target, columns, set(firsts.values()))
            found |= {key: subjects[first] for key, first in firsts.items() if first in subjects}
        return found

    def _place(self, contract: Contract) -> Place | None:
        """Where the rows of a dataset find their name; None when neither they nor a register know it."""
        if name_field(contract):
            return Place(contract)
        for field in contract.fields:
            if field.name in self._registers:
                return Place(contract, self._registers[field.name], field.name)
        return None

    def _look_up(self, place: Place, columns: Sequence[str], keys: set[str]) -> dict[str, Subject]:
        """Subjects by the text of some key columns; of several rows the current and newest one counts."""
        if not (self._exists(place.contract) and self._exists(place.named)):
            return {}
        rows = self._connection.execute(_query(place, columns), {"county": self._county, "keys": sorted(keys)})
        return {key: _subject(place.named, name, code, kind, unit) for key, name, code, kind, unit in rows}

    def _exists(self, contract: Contract) -> bool:
        row = self._connection.execute("select to_regclass(%s)", [f"intermediate.int_{contract.table}_rows"]).fetchone()
        return bool(row and row[0])


def name_field(contract: Contract) -> str | None:
    """The field that names whom a row is about, or None."""
    names = {field.name for field in contract.fields}
    return next((name for name in NAME_FIELDS if name in names), None)


def _subject(contract: Contract, name: str | None, code: str | None, kind: str | None, unit: str | None) -> Subject:
    """A name as it may be printed: people masked, an official together with the office."""
    if contract.field(name_field(contract) or "").is_personal:
        return Subject(" ".join(part for part in (unit, masking.personal(name)) if part), "")
    return Subject(masking.subject_name(name, kind), code or "")


def _query(place: Place, columns: Sequence[str]) -> sql.Composed:
    """Per key text the newest row (`own`), and the row that holds its name (`named`: itself or its register's)."""
    key = sql.SQL("concat_ws('|', {})").format(
        sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier("own", column)) for column in columns))
    return sql.SQL(
        "select distinct on ({key}) {key}, {picked} from {own} as own {named}"
        " where own.county_code = %(county)s and {key} = any(%(keys)s)"
        " order by {key}, (own.row_state = 'current') desc, (named.row_state = 'current') desc,"
        " own.received_at desc, named.received_at desc, named._row_no desc"
    ).format(key=key, picked=_picked(place.named), own=_rows(place.contract), named=_named(place))


def _rows(contract: Contract) -> sql.Identifier:
    return sql.Identifier("intermediate", f"int_{contract.table}_rows")


def _picked(named: Contract) -> sql.Composed:
    """Name, code, kind and office of a subject; null where its dataset has no such field."""
    fields = {field.name for field in named.fields}
    name = named.field(name_field(named) or "")
    code = next((field.name for field in named.fields_with("uscc")), None)
    kind = next((field for field in KIND_FIELDS if field in fields), None)
    unit = "unit" if name.is_personal and "unit" in fields else None
    return sql.SQL(", ").join(sql.Identifier("named", column) if column else sql.SQL("null::text")
                              for column in (name.name, code, kind, unit))


def _named(place: Place) -> sql.Composable:
    if place.register is None:
        return sql.SQL("cross join lateral (select own.*) as named")
    return sql.SQL("join {} as named on named.county_code = own.county_code and named.{} = own.{}").format(
        _rows(place.register), sql.Identifier(place.register.key[0]), sql.Identifier(place.pointer))
