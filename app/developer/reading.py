"""What a query read, and what made it slow: Fauna's own performance hints first, then what its text tells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

HINT = re.compile(r"^performance_hint: (?:(\w+) - )?(.*)$", re.MULTILINE)
QUIET = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|//[^\n]*|/\*.*?\*/', re.DOTALL)
START = re.compile(r"(?<![\w.])([A-Z]\w*)\s*\.\s*(\w+)\s*\(")
WHOLE = re.compile(
    r"\s*\??\.\s*(where|firstWhere|order|count|fold|reduce|distinct|toArray|includes|any|every|map|last)\b"
)
FILTERS = ("where", "firstWhere")
LIMITED = re.compile(r"\s*\??\.\s*(take|first|paginate|pageSize)\b")
DEFINITIONS = ("Collection", "Function", "Role", "AccessProvider", "Key", "Token", "Credential", "Database")
MODULES = (
    "Array", "Boolean", "Bytes", "Credentials", "Date", "Doc", "Double", "EventSource", "FQL", "Float", "ID", "Int",
    "Long", "Math", "Null", "Number", "Object", "Query", "Set", "SetCursor", "String", "Struct", "Time",
    "TransactionTime", "UUID",
)  # fmt: skip
WRITES = ("create", "createData")
MOST_FINDINGS = 30

Kind = Literal["hint", "scan", "index", "read"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A way to documents that a query takes: by id, by an index, or through all of a collection; or Fauna's hint."""

    kind: Kind
    text: str


def findings(query: str, summary: str) -> list[Finding]:
    """What is known about how a query reads, hints first, each once."""
    return list(dict.fromkeys([*_hints(summary), *_ways(query)]))[:MOST_FINDINGS]


def _hints(summary: str) -> Iterator[Finding]:
    for found in HINT.finditer(summary):
        yield Finding("hint", found[2])


def _ways(query: str) -> Iterator[Finding]:
    text = QUIET.sub(lambda found: " " * len(found[0]), query)
    for found in START.finditer(text):
        collection, method = found[1], found[2]
        if collection in MODULES or collection in DEFINITIONS or method in WRITES:
            continue
        rest = text[_closing(text, found.end() - 1) + 1 :]
        yield _way(collection, method, rest)


def _way(collection: str, method: str, rest: str) -> Finding:
    if method == "byId":
        return Finding("read", f"{collection}.byId reads one document by its id.")
    if method in FILTERS:
        return Finding("scan", f"{collection}.{method} looks at the documents one by one; an index would find them.")
    if method != "all":
        filtered = WHOLE.match(rest)
        more = " What follows filters what the index found." if filtered and filtered[1] in FILTERS else ""
        return Finding("index", f"{collection}.{method} goes by the index `{method}`.{more}")
    followed, limited = WHOLE.match(rest), LIMITED.match(rest)
    if followed and followed[1] in FILTERS:
        return Finding("scan", f"{collection}.all().{followed[1]} looks at the documents one by one; use an index.")
    if followed and followed[1] != "map":
        return Finding("scan", f"{collection}.all().{followed[1]} reads every document of the collection.")
    if limited:
        return Finding("read", f"{collection}.all() is read only as far as `{limited[1]}` goes.")
    return Finding("read", f"{collection}.all() is read page by page.")


def _closing(text: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(text)):
        if text[position] in "([{":
            depth += 1
        elif text[position] in ")]}":
            depth -= 1
            if depth == 0:
                return position
    return len(text)
