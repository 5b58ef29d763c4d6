"""What can go wrong between a source and the raw landing.

A source error carries the outcome that `quality.attempt` stores; whether another try makes sense is in the type.
"""

from __future__ import annotations

from typing import ClassVar

from warehouse.errors import TerminalError, TransientError, WarehouseError


class SourceError(WarehouseError):
    """A department's system did not give its data; `outcome` is the word for quality.attempt."""

    outcome = "server_error"


class UnreachableError(SourceError, TransientError):
    """No connection: the network, the name, the port, or a time-out."""

    outcome = "unreachable"


class ServerFaultError(SourceError, TransientError):
    """The system answered, but with its own error or with the request to slow down, until the tries ran out.

    `retry_after` is the pause in seconds that the system asked for, if it did.
    """

    outcome = "server_error"
    retry_after: float | None = None


class UnauthorisedError(SourceError, TerminalError):
    """The system refuses our account or token."""

    outcome = "unauthorised"


class MalformedAnswerError(SourceError, TerminalError):
    """The system answered with something that is no page of records."""

    outcome = "server_error"


class UnreadableError(TerminalError):
    """A delivered file that cannot be read. It is kept, and its ledger row holds `reason`.

    Args:
        reason: one of REASONS.
        detail: what was found, for the receipt.
    """

    REASONS: ClassVar[dict[str, str]] = {
        "password": "文件有打开密码",
        "truncated": "文件不完整或已损坏",
        "encoding": "文字编码无法识别（既不是UTF-8也不是GB18030）",
        "empty": "文件为空（0字节或没有任何内容）",
        "oversize": "文件过大，超过设定上限",
        "zip_bomb": "压缩比异常，疑似压缩炸弹",
        "unsafe_name": "文件名含有路径，不安全",
        "format": "不是声明的文件格式",
        "no_header": "找不到表头",
    }

    def __init__(self, reason: str, detail: str) -> None:
        if reason not in self.REASONS:
            raise ValueError(f"reason {reason!r} is none of {', '.join(self.REASONS)}")
        self.reason, self.detail = reason, detail
        super().__init__(f"{self.REASONS[reason]}：{detail}")


class UnknownSubmissionError(TerminalError):
    """No ledger row or archived original under the submission id that a command named."""


class UnknownHeaderError(TerminalError):
    """A header alias that cannot be: no such dataset or field, or the header means another field already."""
