"""Requests without their secrets: what may be shown of texts, bodies and addresses."""

import re
from typing import Any

import httpx

MASK = "•••"
SECRET = re.compile(r"eyJ[\w.-]{8,}|(sk_(test|live)_|\bfn)[\w-]{16,}(:[\w@/-]+)*|__clerk_\w+=[^&\s]+")
NAMED = re.compile(r"password|secret|token|ticket|jwt|^code$|signing_key|authorization|cookie", re.IGNORECASE)
DEEPEST = 40


def masked_text(text: str) -> str:
    """A text in which whatever looks like a secret is masked."""
    return SECRET.sub(MASK, text)


def masked_url(url: httpx.URL) -> httpx.URL:
    """An address in which the secrets of its query are masked."""
    pairs = [(name, MASK if NAMED.search(name) else masked_text(value)) for name, value in url.params.multi_items()]
    return url.copy_with(params=pairs) if pairs else url


def masked(value: Any, depth: int = 0) -> Any:
    """A JSON value in which secrets are masked: by the name of the member that holds them, or by their look."""
    match value:
        case str():
            return masked_text(value)
        case dict() | list() if depth >= DEEPEST:
            return MASK
        case dict():
            return {
                masked_text(name): MASK if isinstance(item, str) and NAMED.search(name) else masked(item, depth + 1)
                for name, item in value.items()
            }
        case list():
            return [masked(item, depth + 1) for item in value]
    return value
