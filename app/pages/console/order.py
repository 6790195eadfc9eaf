"""What the console's form asks for, checked: nothing that a client sends is believed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.developer.asking import INSTANT, Asked
from app.developer.identities import Identity, Key, Me, Role, User, read_identity
from app.fauna.options import QueryOptions

LONGEST_QUERY = 50_000
LONGEST_TIMEOUT_MS = 60_000
MOST_TAGS = 25
TAG = re.compile(r"([A-Za-z0-9_]{1,40})=([A-Za-z0-9_]{1,80})")
TYPECHECKS = {"": None, "on": True, "off": False}


class OrderError(Exception):
    """A field of the form makes no sense; the text says which and how to write it."""


@dataclass(frozen=True, slots=True)
class Order:
    """One query for one identity, or the same for two that are compared."""

    asked: tuple[Asked, ...]

    @property
    def text(self) -> str:
        """The query as it stands in the editor."""
        return self.asked[0].text


def read_order(form: Mapping[str, object], session: tuple[str, str], *, as_anybody: bool) -> Order:
    """The order of a form; with `as_anybody` false it is for the signed-in user, now, whatever else stands there.

    Raises `OrderError`.
    """
    text = _text(form, "query")
    if len(text) > LONGEST_QUERY:
        raise OrderError(f"The query is longer than {LONGEST_QUERY:,} characters.")
    options = _options(form)
    if not as_anybody:
        return Order((Asked(text, Me(session[1]), options=options),))
    at, named = _text(form, "at"), [_text(form, "identity") or "me", _text(form, "other")]
    if at and not INSTANT.fullmatch(at):
        raise OrderError("The instant is not a time such as 2026-01-31T12:00:00Z.")
    with_trace = _text(form, "why") == "on"
    try:
        identities = [read_identity(name, session) for name in named if name]
    except ValueError as error:
        raise OrderError("Nobody goes by that identity.") from error
    return Order(tuple(Asked(text, identity, at, options, with_trace) for identity in identities))


def shown_name(identity: Identity, people: Mapping[str, str]) -> str:
    """An identity as people call it; `people` are users' labels by id."""
    match identity:
        case Me():
            return "me"
        case User(user_id):
            return people.get(user_id, user_id).partition(" · ")[0]
        case Role(name):
            return f"role {name}"
        case Key(role):
            return f"{role} key"


def _options(form: Mapping[str, object]) -> QueryOptions:
    typecheck, timeout, tags = _text(form, "typecheck"), _text(form, "timeout").strip(), _text(form, "tags").strip()
    if typecheck not in TYPECHECKS:
        raise OrderError("Typechecking is on, off or as the database is set.")
    if timeout and not (timeout.isascii() and timeout.isdecimal() and 1 <= int(timeout) <= LONGEST_TIMEOUT_MS):
        raise OrderError(f"The time-out is a number of milliseconds from 1 to {LONGEST_TIMEOUT_MS:,}.")
    return QueryOptions(
        typecheck=TYPECHECKS[typecheck],
        timeout_ms=int(timeout) if timeout else None,
        tags=_tags(tags),
        performance_hints=_text(form, "hints") == "on",
    )


def _tags(text: str) -> dict[str, str]:
    pairs = [TAG.fullmatch(part.strip()) for part in text.split(",")] if text else []
    if len(pairs) > MOST_TAGS or not all(pairs):
        raise OrderError("Query tags are written name=value,name=value with letters, digits and _.")
    return {pair[1]: pair[2] for pair in pairs if pair}


def _text(form: Mapping[str, object], name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
