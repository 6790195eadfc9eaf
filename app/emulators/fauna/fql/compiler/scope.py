"""Which slot of a running function each name of the source stands for.

A function's slots are its parameters, then its variables, then what it captures: the first captured value is the
last slot, the second the one before. So captures can be found while the variables are still being counted.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Scope:
    """The names in sight within one function."""

    def __init__(self, params: Iterable[str | None], parent: "Scope | None" = None) -> None:
        names = list(params)
        self.parent = parent
        self.captures: list[int] = []
        self.captured: list[str] = []
        self.slots = len(names)
        self._params = len(names)
        self._names: dict[str, int] = {name: slot for slot, name in enumerate(names) if name is not None}

    @property
    def variables(self) -> int:
        """How many slots its variables take."""
        return self.slots - self._params

    def declare(self, name: str) -> int:
        """A new slot for a variable, which hides others of its name until the block ends."""
        slot = self.slots
        self.slots += 1
        self._names[name] = slot
        return slot

    def resolve(self, name: str) -> int | None:
        """The slot of a name, negative if captured; None for globals."""
        slot = self._names.get(name)
        if slot is not None or self.parent is None:
            return slot
        outer = self.parent.resolve(name)
        if outer is None:
            return None
        self.captures.append(outer)
        self.captured.append(name)
        slot = self._names[name] = -len(self.captures)
        return slot

    @contextmanager
    def block(self) -> Iterator[None]:
        """A block: its variables end with it, its captures stay."""
        before = dict(self._names)
        yield
        captured = {name: slot for name, slot in self._names.items() if slot < 0 and name not in before}
        self._names = captured | before
