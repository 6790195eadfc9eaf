"""Word that a tab's session has changed, for those in this process who want to hear it.

A sign-in may be posted to another worker than the one that holds the tab, so nobody should rely on word alone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_listeners: dict[str, list[Callable[[], None]]] = {}


def tell(tab: str) -> None:
    """The session of a tab has changed."""
    for listener in tuple(_listeners.get(tab, ())):
        listener()


@contextmanager
def listening(tab: str, listener: Callable[[], None]) -> Iterator[None]:
    """Call the listener whenever there is word about a tab, until the block is left."""
    _listeners.setdefault(tab, []).append(listener)
    try:
        yield
    finally:
        _listeners[tab].remove(listener)
        if not _listeners[tab]:
            del _listeners[tab]
