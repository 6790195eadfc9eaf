"""The canonical text of what an index covers: indexes of the same text have the same entries."""

import json
import re

from app.emulators.fauna.schema.items import Collection, IndexValue, Term


def index_key(collection: Collection, terms: tuple[Term, ...], values: tuple[IndexValue, ...] = ()) -> str:
    """Terms and values in order, and the bodies of the computed fields that they use."""
    entries = [
        [[list(term.path), term.mva] for term in terms],
        [[list(value.path), value.descending, value.mva] for value in values],
        _bodies(collection, [item.path[0] for item in (*terms, *values) if item.path]),
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))


def index_keys(collection: Collection) -> set[str]:
    """The keys of all that the store indexes for a collection."""
    keys = {index_key(collection, index.terms, index.values) for index in collection.indexes}
    return keys | {index_key(collection, unique.terms) for unique in collection.uniques}


def _bodies(collection: Collection, names: list[str | int]) -> dict[str, str]:
    """The bodies of the computed fields among the names, and of those that they mention in turn."""
    computed = {each.name: each.body.text for each in collection.computed}
    used: dict[str, str] = {}
    pending = [str(name) for name in names]
    while pending:
        name = pending.pop()
        if name in computed and name not in used:
            used[name] = computed[name]
            pending.extend(re.findall(r"[A-Za-z_]\w*", computed[name]))
    return dict(sorted(used.items()))
