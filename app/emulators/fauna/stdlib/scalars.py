"""`Bytes` and `TransactionTime`."""

import base64
import binascii
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.values import Module, TransactionTime
from app.emulators.fauna.stdlib.registry import apply, method, static

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


def _from_base64(context: "Context", module: Module, text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise context.fail("internal_error", "The text is not in base 64.", status=500) from None


apply("Bytes", "(encoded: String) => Bytes")(_from_base64)
static("Bytes", "fromBase64", "(encoded: String) => Bytes")(_from_base64)


@method("Bytes", "toBase64", "() => String")
def _to_base64(context: "Context", value: bytes) -> str:
    return base64.b64encode(value).decode()


@apply("TransactionTime", "() => TransactionTime")
def _transaction_time(context: "Context", module: Module) -> TransactionTime:
    return TransactionTime()
