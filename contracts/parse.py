"""From an ODCS document to a `Contract`: what the standard leaves open is checked here.

Ours in `customProperties` of the contract: dataset, submitter, authority, goldenSource, mode, versionOrder,
streams, delivery, townshipGrained, totals. Of a property: source, aliases, unit, unitKind, unitField,
sameUnits, codes, identifier, requiredWhen, noneMeansZero, zeroWords, openEnded. Of a stream: stream, cadence,
periodType, deadline, zeroReport, datedBy, holds.
"""

import re
from collections.abc import Collection, Mapping
from datetime import time
from pathlib import Path
from typing import Any

from contracts import delivery as delivery_forms
from contracts.errors import ContractError
from contracts.model import (
    CLASSIFICATIONS,
    IDENTIFIERS,
    LOGICAL_TYPES,
    MODES,
    PERIOD_TYPES,
    UNIT_KINDS,
    Code,
    Contract,
    Deadline,
    Delivery,
    Field,
    Stream,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CONTRACT_PROPERTIES = {
    "dataset",
    "submitter",
    "authority",
    "goldenSource",
    "mode",
    "versionOrder",
    "streams",
    "delivery",
    "townshipGrained",
    "totals",
}
FIELD_PROPERTIES = {
    "source",
    "aliases",
    "unit",
    "unitKind",
    "unitField",
    "sameUnits",
    "codes",
    "identifier",
    "requiredWhen",
    "noneMeansZero",
    "zeroWords",
    "openEnded",
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")
_DATASET = re.compile(r"[A-Z]{2}\d{2}")


class _Place:
    """A spot in a contract file, for messages."""

    def __init__(self, path: Path, trail: str = "") -> None:
        self.path, self.trail = path, trail

    def at(self, step: str) -> "_Place":
        return _Place(self.path, f"{self.trail}.{step}" if self.trail else step)

    def refuse(self, found: object, expected: str, fix: str = "") -> ContractError:
        return ContractError(self.path, self.trail, found, expected, fix)

    def choose(self, value: Any, allowed: Collection[str]) -> Any:
        if value not in allowed:
            raise self.refuse(value, f"one of {', '.join(allowed)}")
        return value

    def need(self, mapping: Mapping[str, Any], name: str) -> Any:
        value = mapping.get(name)
        if value is None or value == "":
            raise self.at(name).refuse(value, "a value")
        return value


def contract(path: Path, document: Mapping[str, Any]) -> Contract:
    """Builds the contract of one document that already satisfies the standard's JSON schema."""
    place = _Place(path)
    if document["apiVersion"] != "v3.1.0":
        raise place.at("apiVersion").refuse(document["apiVersion"], "v3.1.0")
    ours = _custom(place, document, CONTRACT_PROPERTIES)
    table = _only_table(place, document)
    where = place.at(table["name"])
    fields = tuple(_field(where, item) for item in table.get("properties", ()))
    built = Contract(
        dataset=place.need(ours, "dataset"),
        table=table["name"],
        name=place.need(document, "name"),
        version=document["version"],
        description=place.need(document.get("description") or {}, "purpose"),
        grain=where.need(table, "dataGranularityDescription"),
        submitter=place.need(ours, "submitter"),
        authority=place.need(ours, "authority"),
        owner=place.at("team").need(document.get("team") or {}, "name"),
        mode=place.at("mode").choose(ours.get("mode"), MODES),
        fields=fields,
        key=_key(where, table),
        streams=tuple(_stream(place.at("streams"), item) for item in place.need(ours, "streams")),
        delivery=_delivery(place.at("delivery"), place.need(ours, "delivery")),
        golden_source=tuple(ours.get("goldenSource", ())),
        version_order=tuple(ours.get("versionOrder", ())),
        township_grained=bool(ours.get("townshipGrained", False)),
        totals=bool(ours.get("totals", False)),
        path=path,
    )
    _check_names(place, built)
    _check_references(place, built)
    _check_streams(place.at("streams"), built)
    return built


def _custom(place: _Place, owner: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """The customProperties as a mapping; an unknown name is a typing error, so it is refused."""
    values: dict[str, Any] = {}
    for item in owner.get("customProperties", ()):
        name = item["property"]
        if name not in known or name in values:
            raise place.at("customProperties").refuse(name, f"each at most once: {', '.join(sorted(known))}")
        values[name] = item["value"]
    return values


def _only_table(place: _Place, document: Mapping[str, Any]) -> Mapping[str, Any]:
    tables = document.get("schema") or ()
    if len(tables) != 1:
        raise place.at("schema").refuse(f"{len(tables)} tables", "exactly one table per contract")
    return tables[0]


def _field(parent: _Place, item: Mapping[str, Any]) -> Field:
    place = parent.at(item["name"])
    ours = _custom(place, item, FIELD_PROPERTIES)
    options = item.get("logicalTypeOptions") or {}
    codes = _codes(place.at("codes"), ours.get("codes", ()))
    logical_type = "code" if codes else item.get("logicalType")
    place.at("logicalType").choose(logical_type, LOGICAL_TYPES)
    precision, scale = _precision(place, item, logical_type)
    label = place.need(item, "businessName")
    built = Field(
        name=item["name"],
        label=label,
        logical_type=logical_type,
        source=str(ours.get("source", label)),
        description=place.need(item, "description"),
        required=item.get("required", False),
        required_when=ours.get("requiredWhen", ""),
        classification=place.at("classification").choose(item.get("classification"), CLASSIFICATIONS),
        precision=precision,
        scale=scale,
        aliases=tuple(str(alias) for alias in ours.get("aliases", ())),
        unit=ours.get("unit"),
        unit_kind=ours.get("unitKind"),
        unit_field=ours.get("unitField"),
        same_units=tuple(ours.get("sameUnits", ())),
        codes=codes,
        identifier=ours.get("identifier"),
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        pattern=options.get("pattern"),
        max_length=options.get("maxLength"),
        none_means_zero=bool(ours.get("noneMeansZero", False)),
        zero_words=tuple(str(word) for word in ours.get("zeroWords", ())),
        open_ended=bool(ours.get("openEnded", False)),
    )
    _check_field(place, built)
    return built


def _check_field(place: _Place, field: Field) -> None:
    numeric = field.logical_type in ("integer", "number")
    if field.required and field.conditional:
        raise place.refuse("required and requiredWhen", "one of the two")
    if field.unit_kind is not None:
        place.at("unitKind").choose(field.unit_kind, UNIT_KINDS)
    if field.identifier is not None:
        place.at("identifier").choose(field.identifier, IDENTIFIERS)
        if field.logical_type != "string":
            raise place.at("identifier").refuse(field.logical_type, "logicalType string without codes")
    if not numeric and (field.minimum is not None or field.maximum is not None or field.unit or field.zero_words):
        raise place.refuse(field.logical_type, "integer or number where unit, minimum, maximum or zeroWords stand")
    if field.pattern is not None:
        _expression(place.at("pattern"), field.pattern)


def _precision(place: _Place, item: Mapping[str, Any], logical_type: str) -> tuple[int | None, int | None]:
    """Precision and scale of `numeric(p,s)`; plain `numeric` has neither."""
    physical = item.get("physicalType", "")
    match = re.fullmatch(r"numeric(?:\((\d+),(\d+)\))?", physical)
    if logical_type != "number":
        return None, None
    if not match:
        raise place.at("physicalType").refuse(physical, "numeric or numeric(p,s)")
    return (int(match[1]), int(match[2])) if match[1] else (None, None)


def _codes(place: _Place, items: Any) -> tuple[Code, ...]:
    """The code list; one written form must not stand for two codes."""
    codes = tuple(
        Code(
            str(item["code"]),
            str(item.get("label", item["code"])),
            tuple(str(alias) for alias in item.get("aliases", ())),
        )
        for item in items
    )
    owner: dict[str, str] = {}
    for code in codes:
        for written in {code.code, code.label, *code.aliases}:
            if owner.setdefault(written, code.code) != code.code:
                raise place.refuse(written, f"a form of one code only, also used by {owner[written]}")
    return codes


def _key(place: _Place, table: Mapping[str, Any]) -> tuple[str, ...]:
    """Primary key fields in order of primaryKeyPosition."""
    members = [item for item in table.get("properties", ()) if item.get("primaryKey")]
    positions = sorted(item.get("primaryKeyPosition", -1) for item in members)
    if not members or positions != list(range(1, len(members) + 1)):
        raise place.at("primaryKeyPosition").refuse(positions, "1, 2, … over at least one primaryKey property")
    for item in members:
        if not item.get("required"):
            raise place.at(item["name"]).refuse("required: false", "required: true for a key field")
    return tuple(item["name"] for item in sorted(members, key=lambda item: item["primaryKeyPosition"]))


def _stream(place: _Place, item: Mapping[str, Any]) -> Stream:
    where = place.at(place.need(item, "stream"))
    deadline = where.need(item, "deadline")
    due = where.at("deadline")
    if due.need(deadline, "anchor") != "after_period_end":
        raise due.at("anchor").refuse(deadline["anchor"], "after_period_end")
    if ("workday" in deadline) == ("weekday" in deadline):
        raise due.refuse(dict(deadline), "either workday (a number) or weekday (a name)")
    weekday = deadline.get("weekday")
    if weekday is not None:
        due.at("weekday").choose(weekday, WEEKDAYS)
    try:
        at = time.fromisoformat(str(due.need(deadline, "time")))
    except ValueError:
        raise due.at("time").refuse(deadline["time"], '"HH:MM" in quotes') from None
    where.at("zeroReport").choose(item.get("zeroReport"), ("required", "not_required"))
    return Stream(
        stream=item["stream"],
        period_type=where.at("periodType").choose(item.get("periodType"), PERIOD_TYPES),
        cadence=where.need(item, "cadence"),
        due=Deadline(at, deadline.get("workday"), WEEKDAYS.index(weekday) if weekday else None),
        zero_report=item["zeroReport"] == "required",
        dated_by=item.get("datedBy"),
        holds=_holds(where.at("holds"), item["holds"]) if "holds" in item else None,
    )


def _holds(place: _Place, item: Any) -> tuple[str, tuple[str, ...]]:
    """One field and the codes whose rows the stream holds."""
    if not isinstance(item, Mapping) or len(item) != 1:
        raise place.refuse(item, "one field with its codes, as {kind: [快速检测]}")
    ((name, codes),) = item.items()
    return name, tuple(str(code) for code in codes)


def _delivery(place: _Place, item: Mapping[str, Any]) -> Delivery:
    options = {name: value for name, value in item.items() if name not in ("form", "connection")}
    form = place.need(item, "form")
    fault = delivery_forms.fault(form, options)
    if fault:
        raise place.at(fault[0]).refuse(fault[1], fault[2])
    for expression in filter(None, (options.get("pattern"), options.get("section_rows"))):
        _expression(place, expression)
    return Delivery(form, place.need(item, "connection"), delivery_forms.complete(form, options))


def _expression(place: _Place, text: str) -> None:
    try:
        re.compile(text)
    except re.error as error:
        raise place.refuse(text, f"a regular expression ({error})") from error


def _check_names(place: _Place, built: Contract) -> None:
    if not _DATASET.fullmatch(built.dataset):
        raise place.at("dataset").refuse(built.dataset, "two capitals and two digits, as MS01")
    if not built.table.startswith(built.department_code + "_"):
        raise place.at("schema").refuse(built.table, f"a table name that starts with {built.department_code}_")
    seen: set[str] = set()
    for name in (built.table, *(field.name for field in built.fields)):
        if not _NAME.fullmatch(name) or name in seen:
            raise place.at(built.table).refuse(name, "a unique name of small letters, digits and underscores")
        seen.add(name)
    headers: dict[str, str] = {}
    for field in built.fields:
        for header in field.headers:
            if headers.setdefault(header, field.name) != field.name:
                raise place.at(field.name).refuse(header, f"a header that {headers[header]} does not use too")


def _check_references(place: _Place, built: Contract) -> None:
    """Every field named elsewhere in the contract exists."""
    names = {field.name for field in built.fields}
    options = built.delivery.options
    section = options.get("section_rows")
    mentioned = [
        *(("versionOrder", name) for name in built.version_order),
        *(("streams.datedBy", stream.dated_by) for stream in built.streams if stream.dated_by),
        *(("unitField", field.unit_field) for field in built.fields if field.unit_field),
        *(("delivery.fill_down", name) for name in options.get("fill_down", ())),
        *(("delivery.section_rows", name) for name in (re.compile(section).groupindex if section else ())),
    ]
    mentioned += [(f"delivery.{name}", options[name]) for name in ("sheet_gives", "colour_gives") if options.get(name)]
    if options.get("wide"):
        mentioned += [("delivery.wide", name) for name in (options["wide"]["field"], *options["wide"]["values"])]
    for origin, name in mentioned:
        if name not in names:
            raise place.at(origin).refuse(name, f"a field of {built.table}")


def _check_streams(place: _Place, built: Contract) -> None:
    """Several streams share out the rows of one view: all but one say by which codes.

    Whatever no stream names falls to the one that names nothing, so no row is lost. A snapshot cannot be shared out:
    what one stream does not show would count as gone.
    """
    if len(built.streams) == 1 and built.streams[0].holds is None:
        return
    if built.delivery.form != "sql" or built.mode == "snapshot":
        raise place.refuse(f"{built.mode} by {built.delivery.form}", "one stream without holds")
    if [stream.holds for stream in built.streams].count(None) != 1:
        raise place.at("holds").refuse(len(built.streams), "every stream but one with holds")
    for name, codes in (stream.holds for stream in built.streams if stream.holds):
        known = {code.code for field in built.fields if field.name == name for code in field.codes}
        if not set(codes) <= known:
            raise place.at("holds").refuse(codes, f"codes of {name}: {', '.join(sorted(known))}")
