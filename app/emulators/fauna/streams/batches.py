"""Events of a source, some at a time."""

from dataclasses import dataclass, field

from app.emulators.fauna.streams.cursors import Cursor
from app.emulators.fauna.streams.events import Event
from app.emulators.fauna.streams.reader import Reader

STEPS, FEW_STEPS = 128, 4


@dataclass(slots=True)
class Batch:
    """Events with their lines, the cursor behind them, how many happenings gave them, and whether more may follow."""

    position: Cursor
    events: list[tuple[Event, bytes]] = field(default_factory=list)
    happened: int = 0
    more: bool = False


def read_batch(reader: Reader, after: Cursor, until: int, steps: int = STEPS) -> Batch:
    """The next events behind a cursor, up to the first error; not all of them if they are many."""
    batch = Batch(after)
    for step in reader.read(after, until):
        batch.position = step.cursor
        batch.happened += step.happened
        if step.event is not None:
            batch.events.append((step.event, step.event.line()))
        if batch.happened >= steps or (step.event is not None and step.event.is_error):
            batch.more = True
            return batch
    return batch


def read_briefly(reader: Reader, after: Cursor, until: int) -> Batch | None:
    """The same with a hurried reader, and few at once; None if that took too long or failed in any other way."""
    batch = read_batch(reader, after, until, FEW_STEPS)
    return None if any(event.is_error for event, _ in batch.events) else batch


def replay_batch(reader: Reader, after: Cursor, until: int) -> Batch:
    """The same behind a cursor that a client brought: the history behind it may be gone."""
    batch = read_batch(reader, after, until)
    error = reader.too_old(after)
    return batch if error is None else Batch(after, [(error, error.line())])
