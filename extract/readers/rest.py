"""REST: a paged JSON list, pulled whole.

    page 1 (total, arrival time) ─→ pages 2…n, several at once ─→ columns of text ─→ CSV, in page order

Habits that are met here (handbook §2.1, §2.5): totals that move while paging, a row repeated on a page border,
soft-deleted rows shown only on request, a page size that the platform caps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from contracts.model import Contract
from extract.errors import MalformedAnswerError
from extract.readers.cells import arrays_to_copy
from extract.readers.json_page import JsonPage, PageShape
from extract.readers.reading import Reading
from extract.readers.rest_client import Answer

if TYPE_CHECKING:
    import pyarrow as pa

#: A pull that does not agree with its own total is made twice more (rule F12).
PULLS = 3
_PARSERS = 2


class PageSource(Protocol):
    """What gives pages: a RestClient, or the pages kept of an earlier pull."""

    def page(self, shape: PageShape, options: Mapping[str, Any], parameters: Mapping[str, Any]) -> Answer:
        """The page that the parameters ask for."""


class RestPull(Reading):
    """All pages of one dataset, streamed in page order while later pages are still being fetched.

    The first page is fetched at construction, so an unreachable platform is known before a transaction opens.

    Args:
        since: only records changed from then on are asked for, where the contract names a parameter for it.
        period: only this period's records are asked for, where the contract names a parameter for it.
        now: arrival time when the platform sends no Date header.
        expected: how many records there were last time: so many pages are asked for without waiting for the total.
        keep: receives each page's bytes, in order; called with None when a pull starts over.
    """

    def __init__(self, contract: Contract, client: PageSource, *, in_flight: int, since: datetime | None,
                 now: datetime, period: str | None = None, expected: int = 0,
                 keep: Callable[[bytes | None], None] = lambda body: None) -> None:
        self._contract, self._client, self._in_flight, self._keep = contract, client, in_flight, keep
        self._options, self._shape = contract.delivery.options, PageShape(contract)
        self._parameters = _parameters(self._options, since, period)
        self._names = [*(field.name for field in contract.fields), "_deleted_flag", "_extra"]
        self._pulls, self._repeated = 0, False
        # The client holds at most `in_flight` connections; the further threads parse meanwhile.
        self._pool = ThreadPoolExecutor(in_flight + _PARSERS, "page")
        self._waiting = self._asked(expected)
        try:
            first = self._waiting[0].result()
        except BaseException:
            self.close()
            raise
        super().__init__(columns=tuple(self._names), received_at=first.answered_at or now, tries=PULLS,
                         is_zero_report=first.page.total == 0, null="")
        self.facts["api"] = {"since": since.isoformat(" ") if since else None}
        self._restart()

    def close(self) -> None:
        """Give up what is still being fetched."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _restart(self) -> None:
        self._page_rows, self._distinct = 0, 0
        self._totals: list[int] = []
        self._seen_keys: set[str] = set()
        self._identities: list[pa.Table] = []

    def _asked(self, expected: int) -> deque[Future[Answer]]:
        """Page 1 and, without waiting for it, the pages that are expected."""
        count = min(expected // self._options["page_size"] + 1, self._in_flight)
        return deque(self._pool.submit(self._ask, number) for number in range(1, count + 1))

    def _ask(self, number: int) -> Answer:
        numbering = {self._options["page_param"]: number, self._options["size_param"]: self._options["page_size"]}
        return self._client.page(self._shape, self._options, {**self._parameters, **numbering})

    def stream(self) -> Iterator[bytes]:
        if self._pulls:
            self._keep(None)
            self._waiting = self._asked(self._totals[-1])
        self._pulls += 1
        self._restart()
        for page in self._all_pages():
            self._keep(page.body)
            self._totals.append(page.total)
            self._seen_keys |= page.keys
            if len(page):
                self._page_rows += len(page)
                self._identities.append(self._identity(page))
                yield arrays_to_copy(page.columns)
        self._note()

    def settled(self) -> bool:
        """The total stood still, and as many different records came as it says.

        A moving total alone calls for another pull: a record deleted in mid-paging hides one on the next page
        without any number disagreeing. Keys that repeat call for one, too, in which whole records are compared.
        """
        return set(self._totals) == {self._distinct}

    def _all_pages(self) -> Iterator[JsonPage]:
        """Page after page, `in_flight` at once, until the pages that the latest total calls for are there.

        A last page that is full is no end: what came in behind it since page 1 shows only on the page after it.
        """
        waiting, following = self._waiting, len(self._waiting) + 1
        page = waiting.popleft().result().page
        size = self._options["page_size"]
        if len(page) < min(size, page.total):
            size = max(len(page), 1)  # the platform gives smaller pages than it was asked for
        last, number = page.total // size + 1, 1
        yield page
        while number < last or following <= last:
            while following <= last and len(waiting) < 2 * self._in_flight:
                waiting.append(self._pool.submit(self._ask, following))
                following += 1
            try:
                page = waiting.popleft().result().page
            except MalformedAnswerError:
                if number * size < page.total:
                    raise
                break  # no page behind a full last one: some platforms refuse it where others show it empty
            number += 1
            last = max(last, page.total // size + 1)
            yield page
        for future in waiting:  # more was expected than there is
            future.cancel()

    def _identity(self, page: JsonPage) -> pa.Table:
        """What tells the page's records apart: their keys, or all of them once keys were seen to repeat."""
        import pyarrow as pa

        whole = pa.table(page.columns, self._names)
        return whole if self._repeated else whole.select(list(self._contract.key))

    def _note(self) -> None:
        """Facts of the pull just made."""
        import pyarrow as pa

        if self._identities:
            records = pa.concat_tables(self._identities)
            self._distinct = records.group_by(records.column_names).aggregate([]).num_rows
        self._repeated = self._repeated or self._distinct < self._page_rows
        self.declared_rows = self._totals[-1]
        self.facts["api"] |= {
            "declared_total": self._totals[-1], "page_rows": self._page_rows, "distinct_rows": self._distinct,
            "pages": len(self._totals), "pulls": self._pulls, "complete": self._distinct == self._totals[-1],
        }
        self.is_zero_report = self._totals[-1] == 0 and self._page_rows == 0
        self.facts |= self._shape.header_facts(self._seen_keys, self._page_rows > 0)


def _parameters(options: Mapping[str, Any], since: datetime | None, period: str | None) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    if options["deleted_source"]:
        parameters[options["include_deleted_param"]] = 1
    if since is not None and options["updated_param"]:
        parameters[options["updated_param"]] = since.isoformat(" ", "seconds")
    if period is not None and options["period_param"]:
        parameters[options["period_param"]] = period
    return parameters
