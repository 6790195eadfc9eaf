"""What goes wrong in a store.

├── StoreBusy  the file is open already, in this process or another
├── TooOld     the time that is asked for is before the history that is kept
└── Contended  somebody else changed what a transaction has read; begin again
"""


class StoreBusy(Exception):
    """The file is open already, in this process or another; the text says what to do."""


class Contended(Exception):
    """Somebody else changed what the transaction has read, in a commit at `ts`; begin again when that can be seen."""

    def __init__(self, ts: int) -> None:
        super().__init__(f"contended with the commit at {ts}")
        self.ts = ts


class TooOld(Exception):
    """The time `at` is before `earliest`, from when on history is kept; both in microseconds."""

    def __init__(self, at: int, earliest: int) -> None:
        super().__init__(f"{at} is before {earliest}")
        self.at = at
        self.earliest = earliest
