"""Collections and their indexes as the Documents tab lists them."""

from dataclasses import dataclass, field

from app.developer.data.collections import CollectionInfo


@dataclass(frozen=True)
class IndexView:
    """An index as shown: what it is looked up by and how it is ordered; `bound` is the field of its first value."""

    name: str = ""
    terms: list[str] = field(default_factory=list)
    about: str = ""
    bound: str = ""
    bound_label: str = ""


@dataclass(frozen=True)
class CollectionView:
    """A collection as listed; the count is empty until it is known."""

    name: str
    count: str = ""
    indexes: list[IndexView] = field(default_factory=list)
    history: str = ""


def listed(info: CollectionInfo, known: str) -> CollectionView:
    """A collection as shown, with what is `known` of its count."""
    indexes = [
        IndexView(
            index.name,
            list(index.terms),
            " → ".join(part for part in (", ".join(index.terms), ", ".join(index.values)) if part)
            + ("" if index.status == "complete" else f" ({index.status})"),
            index.values[0] if index.values else "",
            _label(index.values[0]) if index.values else "",
        )
        for index in info.indexes
    ]
    days = info.history_days
    history = f"Fauna keeps versions for {days} {'day' if days == 1 else 'days'} here (history_days)."
    return CollectionView(info.name, known, indexes, history)


def counted(found: int | None) -> str:
    """A count as shown."""
    return "?" if found is None else f"{found:,}"


def _label(value: str) -> str:
    name = value.removeprefix("desc(").removesuffix(")").removeprefix(".")
    return f"{name}, descending," if value.startswith("desc(") else name
