"""What goes wrong in a store.

├── StoreBusy  the file is open already, in this process or another
└── Contended  somebody else changed what a transaction has read; begin again
"""


class StoreBusy(Exception):
    """The file is open already, in this process or another; the text says what to do."""


class Contended(Exception):
    """Somebody else changed what the transaction has read, in a commit at `ts`; begin again when that can be seen."""

    def __init__(self, ts: int) -> None:
        super().__init__(f"contended with the commit at {ts}")
        self.ts = ts
