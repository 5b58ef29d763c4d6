"""The two departments that send files: every delivery of the world as a file in the inbox, with its arrival time.

    canonical frame → rows of the delivery → sheets as people make them → bytes → <inbox>/<submitter>/<name>

Animal husbandry sends .xls, .xlsx and CSV, the office .xlsx workbooks with a sheet per township; which is which,
and how each looks, follows the contracts.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from contracts import Contract
from demo import calendar
from demo.errors import DemoError
from demo.systems import csv_file, encryption, file_defects, layout, sheets, wide, xlsx_bytes
from demo.systems.defects import FileDefect, parameters
from demo.systems.dirt import Dirt, clean_values, raw_of
from demo.systems.gazetteer import Gazetteer

FILE_NAMES = {
    "AH01": "{year}年第{quarter}季度畜禽养殖场名录",
    "AH02": "{year}年第{quarter}季度屠宰企业名录",
    "AH03": "{year}年第{week}周屠宰检疫统计表",
    "AH04": "{year}年第{week}周动物检疫证明",
    "AH05": "{year}年第{week}周无害化处理台账",
    "AH06": "{year}年第{week}周养殖死亡报告",
    "FS01": "食品安全包保干部名册（{year}年{month}月）",
    "FS02": "食品安全包保责任台账（{year}年第{week}周）",
    "FS03": "督导记录（{year}年第{week}周）",
    "FS04": "食品安全会议调研台账（{year}年{month}月）",
    "FS05": "基层食品安全能力建设台账（{year}年第{quarter}季度）",
    "FS07": "食品安全培训台账（{year}年{month}月）",
    "FS10": "创建指标任务台账（{year}年{month}月）",
    "FS06": "食品安全经费装备台账（{year}年第{quarter}季度）",
    "FS08": "食品安全宣传活动台账（{year}年{month}月）",
    "FS09": "食品安全满意度测评（{year}年{half}半年）",
    "FS11": "食品集中区与市场台账（{year}年第{quarter}季度）",
}
_REVISIONS = ("", "（修改）", "（修改）最终版", "最终版（2）")
_CHINA = ZoneInfo("Asia/Shanghai")
_WHOLE_COUNTY = ("county", "县直")


@dataclass(frozen=True)
class Written:
    """One file in the inbox: path, arrival (wall time), size in bytes, hash of its content before encryption."""

    path: Path
    received_at: datetime
    size: int
    content_hash: str


@dataclass
class Sender:
    """Everything one dataset's files are made of.

    Attributes:
        contract: the dataset's contract.
        seed: the demo's seed.
        gazetteer: names of the county's places.
        plant_names: names of slaughter plants by code.
        frame: canonical frame; `shown` and `clean` are rendered from it once, as rows look the same in every file.
        raw: verbatim values and since when, by (`_key`, field), see `World.raw_values`.
    """

    contract: Contract
    seed: int
    gazetteer: Gazetteer
    plant_names: dict[str, str]
    frame: pd.DataFrame
    raw: dict[tuple[int, str], tuple[Any, Any]] = field(default_factory=dict)
    shown: dict[str, list[Any]] = field(init=False)
    clean: dict[str, list[Any]] = field(init=False)
    _sheets: list[Any] = field(init=False)
    _sent: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        order = [name for name in ("_key", "_from") if name in self.frame]
        self.frame = self.frame.sort_values(order, kind="stable").reset_index(drop=True)
        medium = "csv" if self.extension == "csv" else "sheet"
        dirt = Dirt(self.contract, self.seed, medium, self.gazetteer.writings, self.gazetteer.county_name, self.raw)
        self.shown = dirt.frame(self.frame)
        self.clean = {item.name: clean_values(self.frame[item.name]) for item in self.contract.fields}
        self._sheets = clean_values(self.frame["_sheet"]) if "_sheet" in self.frame else [None] * len(self.frame)

    @property
    def extension(self) -> str:
        return str(self.contract.delivery.options["format"])

    def render(self, delivery: Any) -> tuple[bytes, bytes]:
        """One delivery's bytes: as sent, and before encryption (whose salts are random)."""
        defects = delivery.defects or {}
        if parameters(defects, FileDefect.RESENT) is not None:
            content = self._earlier(delivery)
            return content, content
        period = delivery.period
        rows_of = layout.previous(period) if parameters(defects, FileDefect.RESENT_ROWS) is not None else period
        contract, body = wide.spread(self.contract, self._body(delivery.received_at, rows_of), self.seed)
        plan = self._plan(delivery, body, contract)
        file_defects.on_plan(plan, defects, plan.sheet_names)
        file_defects.on_body(plan, body, defects)
        plain = self._bytes(plan, body, defects, wrap=None)
        content = plain
        password = parameters(defects, FileDefect.PASSWORD)
        if password is not None and self.extension == "xls":
            secret = password.get("password") or file_defects.DEFAULT_PASSWORD
            content = self._bytes(plan, body, defects, wrap=partial(encryption.encrypt_biff, password=secret))
        content = file_defects.on_bytes(content, self.extension, defects)
        self._sent[period] = content
        return content, plain

    def _earlier(self, delivery: Any) -> bytes:
        before = layout.previous(delivery.period)
        if before not in self._sent:
            raise DemoError(f"{delivery.dataset} {delivery.period} re-sends {before}, which was never sent",
                            fix="plant `resent` in a later period")
        return self._sent[before]

    def _body(self, at: datetime, period: str) -> layout.Body:
        """Rows that the department holds at that moment, of that period where rows belong to periods."""
        frame, stamp = self.frame, pd.Timestamp(at)
        held = (frame["_from"] <= stamp) & ~(frame["_to"] <= stamp)
        if self.contract.mode == "period":
            held &= frame["_period"] == period
        rows = held.to_numpy().nonzero()[0].tolist()
        return layout.Body(
            {name: [values[row] for row in rows] for name, values in self.shown.items()},
            {name: [values[row] for row in rows] for name, values in self.clean.items()},
            [self._sheets[row] or _WHOLE_COUNTY[0] for row in rows],
        )

    def _plan(self, delivery: Any, body: layout.Body, contract: Contract) -> layout.Plan:
        return layout.Plan(
            contract=contract, seed=self.seed, county=self.gazetteer.county_name, period=delivery.period,
            received_at=delivery.received_at, sheet_names=self._sheet_names(delivery.received_at, body),
            plant_names=self.plant_names, zero=delivery.content == "zero",
            envelope=layout.envelope(self.contract.submitter, delivery.received_at),
        )

    def _sheet_names(self, at: datetime, body: layout.Body) -> dict[str, str]:
        """Sheet name by the code that rows carry: one sheet, those that have rows, or every township."""
        how = self.contract.delivery.options["sheets"]
        if how == "one":
            return {"": "Sheet1"}
        townships = {town.code: town.short for town in self.gazetteer.townships(at.date())}
        used = set(body.sheets)
        names = townships if how == "per_township" else {c: n for c, n in townships.items() if c in used}
        names |= {code: code for code in sorted(used - set(townships) - {_WHOLE_COUNTY[0]})}
        if _WHOLE_COUNTY[0] in used or not names:
            names = {_WHOLE_COUNTY[0]: _WHOLE_COUNTY[1], **names}
        return names

    def _bytes(self, plan: layout.Plan, body: layout.Body, defects: dict, wrap: Any) -> bytes:
        if self.extension == "csv":
            return csv_file.to_csv(plan, body, defects)
        book = layout.sheets(plan, body)
        file_defects.on_sheets(book, defects)
        return sheets.to_xls(book, wrap) if self.extension == "xls" else xlsx_bytes.to_xlsx(book, plan.received_at)


def deliver(inbox: Path, deliveries: Sequence[Any], frames: dict[str, pd.DataFrame], contracts: Iterable[Contract],
            seed: int, gazetteer: Gazetteer, manifest: Path, raw_values: Sequence[tuple] = ()) -> list[Written]:
    """Write every file of the world into the inbox; a file that is there already, unchanged, is not touched.

    Args:
        inbox: gets one folder per submitter.
        deliveries: `World.deliveries` (dataset, stream, period, revision, received_at, content, defects).
        frames: canonical frames by dataset.
        contracts: contracts of form file.
        seed: the demo's seed.
        gazetteer: names of the county's places.
        manifest: JSON of what the last delivery wrote; files in it that are no longer part of the world are removed.
        raw_values: see `World.raw_values`.

    Returns:
        The files, in order of arrival.
    """
    known = {contract.dataset: contract for contract in contracts}
    senders: dict[str, Sender] = {}
    before = json.loads(manifest.read_text()) if manifest.exists() else {}
    written: dict[Path, Written] = {}
    for delivery in sorted(deliveries, key=lambda item: (item.received_at, item.dataset, item.revision)):
        if delivery.dataset not in known:
            raise DemoError(f"a delivery of {delivery.dataset}, which is not sent as files", fix="use World.outages")
        if delivery.dataset not in senders:
            senders[delivery.dataset] = _sender(known[delivery.dataset], frames, seed, gazetteer,
                                                raw_of(delivery.dataset, raw_values))
        content, plain = senders[delivery.dataset].render(delivery)
        path = _free_name(inbox, known[delivery.dataset], delivery, written)
        digest = hashlib.sha256(plain + json.dumps(delivery.defects or {}, sort_keys=True, default=str).encode())
        written[path] = _write(path, content, digest.hexdigest(), delivery.received_at, before)
    for name in before.keys() - {str(path) for path in written}:
        Path(name).unlink(missing_ok=True)
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text(json.dumps({str(path): entry.content_hash for path, entry in written.items()},
                                   ensure_ascii=False, indent=1))
    return list(written.values())


def _sender(contract: Contract, frames: dict[str, pd.DataFrame], seed: int, gazetteer: Gazetteer,
            raw: dict[tuple[int, str], tuple[Any, Any]]) -> Sender:
    if contract.dataset not in frames:
        raise DemoError(f"the world has deliveries but no frame of {contract.dataset}")
    plants = frames.get("AH02")
    names = {} if plants is None else dict(zip(plants["plant_code"], plants["name"], strict=True))
    return Sender(contract, seed, gazetteer, names, frames[contract.dataset], raw)


def name_of(contract: Contract, period: str, revision: int = 1) -> str:
    """The usual file name of a period's file, with the marks that people add to corrections.

    Raises:
        DemoError: the dataset has no name yet, or the contract's pattern would not know it.
    """
    if contract.dataset not in FILE_NAMES:
        raise DemoError(f"no file name for {contract.dataset}", fix="add it to demo.systems.files.FILE_NAMES")
    first = calendar.period(period).first
    stem = FILE_NAMES[contract.dataset].format(
        year=period[:4], week=int(period[6:]) if "-W" in period else "", month=first.month,
        quarter=(first.month + 2) // 3, half="上" if first.month == 1 else "下")
    if not re.match(contract.delivery.options["pattern"], stem):
        raise DemoError(f"{stem} does not match the pattern of {contract.dataset}", fix="change one of the two")
    mark = _REVISIONS[revision - 1] if revision <= len(_REVISIONS) else f"（{revision}）"
    return f"{stem}{mark}.{contract.delivery.options['format']}"


def _free_name(inbox: Path, contract: Contract, delivery: Any, taken: dict[Path, Written]) -> Path:
    """The file's path; a second file of the same name gets a number, as file managers do."""
    wrong = parameters(delivery.defects, FileDefect.WRONG_PERIOD_NAME)
    period = delivery.period if wrong is None else wrong.get("period") or layout.previous(delivery.period)
    usual = name_of(contract, period, delivery.revision)
    stem, extension = usual.rsplit(".", 1)
    number, name = 2, usual
    while True:
        path = inbox / contract.submitter / file_defects.file_name(name, delivery.defects)
        if path not in taken:
            return path
        name, number = f"{stem}（{number}）.{extension}", number + 1


def _write(path: Path, content: bytes, digest: str, received_at: datetime, before: dict[str, str]) -> Written:
    moment = received_at.replace(tzinfo=_CHINA).timestamp()
    entry = Written(path, received_at, len(content), digest)
    if before.get(str(path)) == digest and path.exists() and path.stat().st_mtime == moment:
        return entry
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    os.utime(draft, (moment, moment))
    os.replace(draft, path)
    return entry
