"""Queries that are over sooner than a thread would begin them: known by their text, as it went the last time."""

from app.emulators.fauna.api.body import QueryBody

BRIEF_SECONDS = 0.003
HURRIED_SECONDS = 0.006
LONGEST_BODY, KEPT = 1000, 1024


class NotBrief(Exception):
    """It takes longer than the last time; nothing of it has been committed."""


class BriefQueries:
    """What is known of the texts that ran lately. Used from several threads."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    def is_brief(self, body: QueryBody, *, alone: bool) -> bool:
        """Whether this text is known to be brief; what calls something counts as such only while it is alone."""
        if not self._known or len(body.raw) > LONGEST_BODY:
            return False
        known = self._known.get(body.text)
        return known is not None and (alone or known)

    def note(self, body: QueryBody, seconds: float, *, calls: bool) -> None:
        """Learn how long a query took that was answered; one that calls nothing costs no more than its text."""
        if len(body.raw) > LONGEST_BODY:
            return
        text = body.text
        if calls and seconds > BRIEF_SECONDS:
            self._known.pop(text, None)
            return
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[text] = not calls

    def forget(self, body: QueryBody) -> None:
        """It was not brief."""
        self._known.pop(body.text, None)
