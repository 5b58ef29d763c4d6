"""What the benchmarks move: files, a platform and a database, made once and quickly."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx

from contracts import Contract

#: Records per page and delay per page of the platform.
PAGE_ROWS, PAGE_SECONDS = 1000, 0.03


def record(number: int) -> dict[str, str]:
    """One animal-quarantine certificate by field, about 170 bytes."""
    minute, plate = f"{number % 60:02d}", f"{number % 99999:05d}"
    return {
        "cert_no": f"62{number:08d}", "cert_type": "动物B", "issued_at": f"2026-11-{16 + number % 7} 08:{minute}:00",
        "owner": f"王{number % 97}", "species": "猪", "qty": str(number % 300), "unit": "头",
        "origin": "川安县城关镇东街村", "origin_code": f"620899{number % 9999:04d}", "dest": "川安县宏泰屠宰厂",
        "dest_code": "A62089901", "purpose": "屠宰", "vehicle_no": f"甘A{plate}", "vet": "马志远", "valid_days": "1",
        "voided": "否",
    }


def write_csv(path: Path, contract: Contract, rows: int, encoding: str) -> Path:
    """A plain CSV export."""
    names = [field.name for field in contract.fields]
    with path.open("w", encoding=encoding, newline="") as target:
        target.write(",".join(field.label for field in contract.fields) + "\r\n")
        for number in range(rows):
            made = record(number)
            target.write(",".join([made.get(name, "") for name in names]) + "\r\n")
    return path


def write_workbook(path: Path, contract: Contract, rows: int) -> Path:
    """A plain .xlsx of one sheet, its XML written directly (a library takes half a minute for this)."""
    names = [field.name for field in contract.fields]

    def line(values: list[str]) -> str:
        cells = [f"<c><v>{v}</v></c>" if v.isdigit() and not v.startswith("0") else
                 f'<c t="inlineStr"><is><t>{v}</t></is></c>' for v in values]
        return f"<row>{''.join(cells)}</row>"

    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml":
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="{rels}"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{sheet}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}.worksheet+xml"/></Types>',
        "_rels/.rels":
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml":
            f'<workbook {ns} xmlns:r="{office}"><sheets><sheet name="证明" sheetId="1" r:id="rId1"/></sheets>'
            "</workbook>",
        "xl/_rels/workbook.xml.rels":
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in parts.items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f"<worksheet {ns}><sheetData>".encode())
            part.write(line([field.label for field in contract.fields]).encode())
            for number in range(rows):
                made = record(number)
                part.write(line([made.get(name, "") for name in names]).encode())
            part.write(b"</sheetData></worksheet>")
    return path


@contextmanager
def platform(contract: Contract, rows: int) -> Iterator[str]:
    """Address of a platform of its own process that takes PAGE_SECONDS for a page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sources = json.dumps({field.name: field.source for field in contract.fields})
    process = subprocess.Popen([sys.executable, "-m", "bench.sources", str(port), str(rows), sources])
    try:
        _wait_for(f"http://127.0.0.1:{port}/?pageNum=1")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            httpx.get(address, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {address}")


async def _serve(port: int, rows: int, sources: dict[str, str]) -> None:
    """Pages as bytes made beforehand: the server must not be what is measured."""
    pages = rows // PAGE_ROWS + 1  # behind a full last page readers look for one more
    bodies = []
    for page in range(pages):
        records = [{sources[k]: v for k, v in record(n).items() if k in sources}
                   for n in range(page * PAGE_ROWS, min((page + 1) * PAGE_ROWS, rows))]
        bodies.append(json.dumps({"code": 200, "data": {"total": rows, "list": records}}, ensure_ascii=False).encode())
    token = b'{"access_token": "t"}'
    moment = datetime(2026, 11, 23, tzinfo=UTC)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal moment
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                writer.close()
                return
            if head.startswith(b"POST"):
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                body = token
            else:
                number = int(head.split(b"pageNum=")[1].split(b"&")[0].split(b" ")[0])
                await asyncio.sleep(PAGE_SECONDS)
                body = bodies[number - 1]
                if number == 1:  # every pull is a new delivery
                    moment += timedelta(seconds=1)
            stamp = format_datetime(moment, usegmt=True).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nDate: %s\r\nContent-Length: %d\r\n\r\n" % (stamp, len(body)) + body)
            await writer.drain()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])))
