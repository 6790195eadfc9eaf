"""`Bytes` and `TransactionTime`."""

import base64
import re
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.values import Module, TransactionTime
from app.emulators.fauna.stdlib.registry import apply, method, static

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?")


def from_base64(text: str) -> bytes | None:
    """What the text encodes, None if nothing; the signs that fill it up may be left out."""
    return base64.b64decode(text + "=" * (-len(text) % 4)) if BASE64.fullmatch(text) else None


def _from_base64(context: "Context", module: Module, text: str) -> bytes:
    decoded = from_base64(text)
    if decoded is None:
        raise context.fail("internal_error", "The text is not in base 64.", status=500)
    return decoded


apply("Bytes", "(encoded: String) => Bytes")(_from_base64)
static("Bytes", "fromBase64", "(encoded: String) => Bytes")(_from_base64)


@method("Bytes", "toBase64", "() => String")
def _to_base64(context: "Context", value: bytes) -> str:
    return base64.b64encode(value).decode()


@apply("TransactionTime", "() => TransactionTime")
def _transaction_time(context: "Context", module: Module) -> TransactionTime:
    return TransactionTime()
