"""Pages of sets, as `paginate`, `Set.paginate` and results show them."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.errors import RuntimeFailure
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import Module, Value
from app.emulators.fauna.stdlib.documents.naming import Missing
from app.emulators.fauna.stdlib.registry import method, static
from app.emulators.fauna.stdlib.sets.codec import InvalidCursor, decode, encode
from app.emulators.fauna.stdlib.sets.source import Source, Token
from app.emulators.fauna.stdlib.sets.syntax import DECODED
from app.emulators.fauna.stdlib.sets.values import SetCursor, SetValue

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

PAGE = "{ data: Array<A>, after: String | Null }"
ANY_PAGE = "{ data: Array<Any>, after: String | Null }"
CURSOR = "cursor: String | SetCursor"


def check_size(context: "Context", size: int) -> None:
    """Refuse pages that are too small or too large."""
    most = context.limits.elements
    if not 0 < size <= most:
        message = f"expected `size` to be between 1 and {most} (inclusive), received {size}"
        raise context.fail("invalid_bounds", message)


def first_page(context: "Context", source: Source, size: int | None = None) -> dict[str, Value]:
    """The first page: `data`, and `after` unless it is the last."""
    return _page(context, Token(source), source.page_size(context) if size is None else size)


def first_cursor(context: "Context", source: Source) -> SetCursor:
    """The cursor to the beginning of a set."""
    return encode(context, Token(source), source.page_size(context))


def _page(context: "Context", token: Token, size: int) -> dict[str, Value]:
    page = token.source.page(context, size, token.cursor)
    result: dict[str, Value] = {"data": page.elements}
    if page.after is not None:
        result["after"] = encode(context, page.after, len(page.elements))
    return result


@method("Set", "paginate", f"<A> (() => {PAGE}) & ((size: Number) => {PAGE})", size="Int")
def _paginate(context: "Context", value: SetValue, size: int | None = None) -> dict[str, Value]:
    if size is not None:
        check_size(context, size)
    return first_page(context, value.source, size)


@static("Set", "paginate", f"(({CURSOR}) => {ANY_PAGE}) & (({CURSOR}, size: Number) => {ANY_PAGE})", size="Int")
def _paginate_cursor(context: "Context", module: Module, cursor: Value, size: int | None = None) -> dict[str, Value]:
    if size is not None:
        check_size(context, size)
    if type(cursor) is not str and type(cursor) is not SetCursor:
        message = f"expected value for `cursor` of type String, received {type_display(cursor)}"
        raise context.fail("invalid_argument", message)
    try:
        token, page_size, made_at = decode(context, cursor if isinstance(cursor, str) else cursor.text)
    except InvalidCursor:
        raise context.fail("invalid_cursor", "Cursor cursor is invalid or expired.") from None
    except Missing as missing:
        if missing.index:
            message = f"The function `{missing.index}` does not exist on `{missing.collection}`"
            raise context.fail("invalid_function_invocation", message) from None
        raise context.fail("unbound_variable", f"Unbound variable `{missing.collection}`") from None
    token.source.admit(context)
    before, context.system_time = context.system_time, made_at
    try:
        return _page(context, token, page_size if size is None else size)
    except RuntimeFailure as failure:
        failure.trace = tuple(span for span in failure.trace if span.source is not DECODED.source)
        failure.hints = tuple(hint for hint in failure.hints if hint.span.source is not DECODED.source)
        raise
    finally:
        context.system_time = before
