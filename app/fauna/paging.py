"""Pages of sets in the wire's JSON: what a query's answer holds, and what `Set.paginate` gives."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RawPage:
    """The members of a page as they came, and the cursor of the next one; no cursor after the last."""

    members: list[Any]
    after: str

    @property
    def raw(self) -> dict[str, Any]:
        """The page as a set."""
        return {"@set": {"data": self.members, **({"after": self.after} if self.after else {})}}


def page_of(raw: Any) -> RawPage | None:
    """The first page of the set that a query gives; None for any other value."""
    if not (isinstance(raw, dict) and raw.keys() == {"@set"}):
        return None
    inner = raw["@set"]
    return RawPage([], inner) if isinstance(inner, str) else next_page(inner)


def next_page(raw: Any) -> RawPage:
    """The page that `Set.paginate` gives."""
    if not isinstance(raw, dict):
        return RawPage([], "")
    members, after = raw.get("data"), raw.get("after")
    if isinstance(after, dict):
        after = after.get("@set")
    return RawPage(members if isinstance(members, list) else [], after if isinstance(after, str) else "")
