"""The names of Clerk's operations, so that one which is not here can be refused by name."""

import re
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "operations.tsv"
BACKEND_PREFIX = "/bapi/v1"
PARAMETER = re.compile(r"\\\{\w+\\\}")


def describe(method: str, path: str) -> str:
    """What a request asks for: the operation's id with method and path, or these alone if Clerk has none such."""
    api = "bapi" if path.startswith(f"{BACKEND_PREFIX}/") else "fapi"
    inner = path.removeprefix(BACKEND_PREFIX) if api == "bapi" else path
    for known, verb, pattern, name in _table():
        if (known, verb) == (api, method) and pattern.fullmatch(inner):
            return f"{name} ({method} {path})"
    return f"{method} {path}"


@lru_cache
def _table() -> tuple[tuple[str, str, re.Pattern[str], str], ...]:
    rows = (line.split("\t") for line in TABLE.read_text().splitlines())
    found = [(api, verb, path, name) for api, verb, path, name in rows]
    # Fixed paths first: /users/count is no user.
    found.sort(key=lambda row: row[2].count("{"))
    return tuple((api, verb, _pattern(path), name) for api, verb, path, name in found)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(PARAMETER.sub("[^/]+", re.escape(path)))
