"""One Backend API request, and how its parameters are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.emulators.clerk.call import Services
from app.emulators.clerk.errors import invalid, missing, nil, too_large, unknown, wrong_type

TEXT, NUMBER, FLAG, OBJECT, TEXTS = "string", "integer", "boolean", "object", "array"
MOST_LISTED, MOST_SKIPPED = 500, 2**31
VERSION_WITHOUT_METADATA = "2026-05-12"


@dataclass(frozen=True, slots=True)
class BackendCall:
    """A request: JSON body, query, path and the API version it names, empty when it names none."""

    services: Services
    body: dict[str, Any]
    query: Mapping[str, list[str]]
    path: dict[str, str]
    version: str = ""

    def params(self, kinds: Mapping[str, str], required: Sequence[str] = (), *, others: bool = False) -> dict[str, Any]:
        """The body's members, each of its kind or null. Raises `ClerkError` for wrong, missing and unknown ones."""
        for name, value in self.body.items():
            if name not in kinds:
                if others:
                    continue
                raise unknown(name[:100])
            if value is not None and not _fits(value, kinds[name]):
                raise wrong_type(name, kinds[name])
        for name in required:
            if name not in self.body:
                raise missing(name)
            if self.body[name] is None or self.body[name] == "":
                raise nil(name)
        return {name: value for name, value in self.body.items() if name in kinds}

    def one(self, name: str) -> str:
        """A query parameter, empty when it is absent; of several the first counts."""
        return next(iter(self.query.get(name, [])), "")

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number in the query."""
        text = self.one(name)
        if not text:
            return default
        if not text.isascii() or not text.isdecimal() or len(text) > 20 or int(text) < least:
            raise invalid(name, f"{name} must be a whole number, {least} or greater.")
        if int(text) > most:
            raise too_large(name, most)
        return int(text)

    def flag(self, name: str) -> bool | None:
        """`true` or `false` in the query, None when it is absent."""
        text = self.one(name).lower()
        if text not in ("", "true", "false"):
            raise wrong_type(name, FLAG)
        return text == "true" if text else None

    def page(self, items: Sequence[Any]) -> list[Any]:
        """The part of a list that `limit` and `offset` ask for."""
        start = self.number("offset", 0, 0, MOST_SKIPPED)
        return list(items[start : start + self.number("limit", 10, 1, MOST_LISTED)])

    def listed(self, items: Sequence[Any]) -> Any:
        """A page as an array or, on demand, with the total count beside it."""
        page = self.page(items)
        return {"data": page, "total_count": len(items)} if self.flag("paginated") else page


def seconds(params: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    """A life in seconds, None when it is absent. Raises `ClerkError` out of bounds."""
    value = params.get(name)
    if value is not None and not least <= value <= most:
        raise invalid(name, f"{name} must be between {least} and {most}.")
    return value


def _fits(value: Any, kind: str) -> bool:
    if kind == TEXT:
        return isinstance(value, str)
    if kind == NUMBER:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == FLAG:
        return isinstance(value, bool)
    if kind == OBJECT:
        return isinstance(value, dict)
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
