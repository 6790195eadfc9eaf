"""Queries that are over sooner than a thread would begin them: known by their text, as it went the last time."""

import json

BRIEF_SECONDS = 0.003
HURRIED_SECONDS = 0.006
LONGEST_BODY, KEPT = 1000, 1024


class NotBrief(Exception):
    """It takes longer than the last time; nothing of it has been committed."""


class BriefQueries:
    """What is known of the texts that ran lately. Used from several threads."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    def is_brief(self, body: bytes, *, alone: bool) -> bool:
        """Whether this text is known to be brief; what calls something counts as such only while it is alone."""
        if not self._known or len(body) > LONGEST_BODY:
            return False
        known = self._known.get(text_of(body))
        return known is not None and (alone or known)

    def note(self, body: bytes, seconds: float, *, calls: bool) -> None:
        """Learn how long a query took that was answered; one that calls nothing costs no more than its text."""
        if len(body) > LONGEST_BODY:
            return
        text = text_of(body)
        if calls and seconds > BRIEF_SECONDS:
            self._known.pop(text, None)
            return
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[text] = not calls

    def forget(self, body: bytes) -> None:
        """It was not brief."""
        self._known.pop(text_of(body), None)


def text_of(body: bytes) -> str:
    """The text of a query without the values in it; empty for what is none."""
    try:
        query = json.loads(body)["query"]
        parts = query if isinstance(query, str) else query["fql"]
        return parts if isinstance(parts, str) else "\0".join(part if isinstance(part, str) else "" for part in parts)
    except (ValueError, TypeError, LookupError, RecursionError):
        return ""
