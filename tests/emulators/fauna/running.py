"""Running FQL in tests without a server: a value, an error or the whole outcome of a text."""

from collections.abc import Callable

from app.emulators.fauna.fql.errors import QueryFailure
from app.emulators.fauna.fql.evaluate import Outcome, evaluate
from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.fql.template import Query
from app.emulators.fauna.fql.text import debug
from app.emulators.fauna.fql.values import Value

NOW = 1_700_000_000_000_000


class EmptyDatabase:
    """No collections, nobody signed in."""

    def lookup(self, name: str) -> Value | None:
        """Nothing is defined."""
        return None

    def identity(self) -> Value | None:
        """Nobody."""
        return None

    def token(self) -> Value | None:
        """None."""
        return None

    def typechecked(self) -> bool:
        """Off."""
        return False

    def protected(self) -> bool | None:
        """The secret may not ask."""
        return None


def outcome(
    query: str | Query,
    limits: Limits | None = None,
    seconds: float = 60,
    *,
    stand_back: Callable[[], None] | None = None,
    **arguments: Value,
) -> Outcome:
    """What the query comes to."""
    query = Query(query) if isinstance(query, str) else query
    return evaluate(
        query, arguments, EmptyDatabase(), limits or Limits(), now=NOW, seconds=seconds, stand_back=stand_back
    )


def value(query: str | Query, **arguments: Value) -> Value:
    """The query's value; its failure is raised."""
    result = outcome(query, **arguments)
    if result.failure:
        raise result.failure
    return result.value


def shown(query: str | Query, **arguments: Value) -> str:
    """The query's value as FQL would write it."""
    result = outcome(query, **arguments)
    if result.failure:
        raise result.failure
    return debug(result.context, result.value)


def failure(query: str | Query, **arguments: Value) -> QueryFailure:
    """The query's failure."""
    result = outcome(query, **arguments)
    assert result.failure is not None, f"it came to {result.value!r}"
    return result.failure


def message(query: str, **arguments: Value) -> str:
    """Code and message of the query's failure."""
    failed = failure(query, **arguments)
    return f"{failed.code}: {failed.message}"
