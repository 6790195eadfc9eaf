"""`Time`: instants in UTC, to the nanosecond."""

import math
from decimal import Decimal
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.doubles import double_text
from app.emulators.fauna.fql.text import DEBUG, DISPLAY, quoted
from app.emulators.fauna.fql.values import Date, Module, Time
from app.emulators.fauna.stdlib.java_time import DAY, YEAR_MAX, civil, days_of, format_time, from_micros, parse_time
from app.emulators.fauna.stdlib.numbers import Number, wrap_long
from app.emulators.fauna.stdlib.registry import apply, field, method, static

if TYPE_CHECKING:
    from app.emulators.fauna.fql.errors import RuntimeFailure
    from app.emulators.fauna.fql.runtime import Context

SECOND, MILLISECOND = 1_000_000_000, 1_000_000
BLANK = "".join(map(chr, range(33)))
UNITS = {
    "day": DAY * SECOND, "half day": DAY * SECOND // 2, "hour": 3600 * SECOND, "minute": 60 * SECOND,
    "second": SECOND, "millisecond": MILLISECOND, "microsecond": 1000, "nanosecond": 1,
}  # fmt: skip
UNITS |= {f"{name}s": nanos for name, nanos in UNITS.items()}
EARLIEST = days_of(-YEAR_MAX, 1, 1) * DAY
LATEST = days_of(YEAR_MAX + 1, 1, 1) * DAY
INSTANTS = (days_of(-YEAR_MAX - 1, 1, 1) * DAY, days_of(YEAR_MAX + 2, 1, 1) * DAY - 1)
EXACT = 2.0**52
SHIFT = "(amount: Number, unit: String) => Time"

DISPLAY[Time] = lambda context, value: format_time(value)
DEBUG[Time] = quoted("Time")


def _overflow(context: "Context", bound: str) -> "RuntimeFailure":
    return context.fail("invalid_time", f"Time exceeds the {bound} value.")


def _nanos(context: "Context", unit: str) -> int:
    nanos = UNITS.get(unit.strip(BLANK))
    if nanos is None:
        raise context.fail("invalid_unit", f"`{unit}` is not a valid time unit.")
    return nanos


def _shift(context: "Context", time: Time, amount: Number, unit: str, sign: int) -> Time:
    nanos = _nanos(context, unit)
    beyond = "maximum" if sign > 0 else "minimum"
    if isinstance(amount, float):
        if not math.isfinite(amount):
            raise _overflow(context, beyond)
        shift = _whole_nanos(abs(amount), nanos) * (-1 if amount < 0 else 1)
    else:
        shift = int(amount) * nanos
    moved = _moved(time, sign * shift)
    if not INSTANTS[0] <= moved.seconds <= INSTANTS[1]:
        raise _overflow(context, beyond)
    if not EARLIEST <= moved.seconds < LATEST:
        raise _overflow(context, "minimum" if moved.seconds < 0 else "maximum")
    return moved


def _moved(time: Time, shift: int) -> Time:
    return Time(*divmod(time.seconds * SECOND + time.nanos + shift, SECOND))


def _whole_nanos(amount: float, nanos: int) -> int:
    """Whole units exactly, the rest of one cut to nanoseconds."""
    whole = math.floor(amount)
    return int(Decimal(double_text(float(whole)))) * nanos + int((amount - whole) * nanos)


def date_of(time: Time) -> Date:
    """The day in UTC."""
    return Date(time.seconds // DAY)


def day_of_week(days: int) -> int:
    """1 for Monday to 7."""
    return (days + 3) % 7 + 1


def day_of_year(days: int) -> int:
    """From 1."""
    return days - days_of(civil(days)[0], 1, 1) + 1


for _name, _part in {
    "year": lambda time: civil(time.seconds // DAY)[0],
    "month": lambda time: civil(time.seconds // DAY)[1],
    "dayOfMonth": lambda time: civil(time.seconds // DAY)[2],
    "dayOfWeek": lambda time: day_of_week(time.seconds // DAY),
    "dayOfYear": lambda time: day_of_year(time.seconds // DAY),
    "hour": lambda time: time.seconds % DAY // 3600,
    "minute": lambda time: time.seconds % 3600 // 60,
    "second": lambda time: time.seconds % 60,
}.items():
    field("Time", _name, "Number")(lambda context, time, part=_part: part(time))


def _parse(context: "Context", module: Module, text: str) -> Time:
    time = parse_time(text)
    if time is None:
        raise context.fail("invalid_time", f"`{text}` is not a valid time.")
    return time


apply("Time", "(time: String) => Time")(_parse)
static("Time", "fromString", "(time: String) => Time")(_parse)


@static("Time", "now", "() => Time")
def _now(context: "Context", module: Module) -> Time:
    return from_micros(context.now)


@static("Time", "epoch", "(offset: Number, unit: String) => Time")
def _epoch(context: "Context", module: Module, offset: Number, unit: str) -> Time:
    nanos = _nanos(context, unit)
    if not isinstance(offset, float):
        moved = _moved(Time(0, 0), int(offset) * nanos)
    elif math.isfinite(shift := offset * nanos):
        moved = _moved(Time(0, 0), math.floor(shift + 0.5) if abs(shift) < EXACT else int(shift))
    else:
        moved = Time(INSTANTS[1], SECOND - 1)
    if not INSTANTS[0] <= moved.seconds <= INSTANTS[1]:
        raise _overflow(context, "maximum" if moved.seconds > 0 else "minimum")
    return moved


@method("Time", "add", SHIFT)
def _add(context: "Context", time: Time, amount: Number, unit: str) -> Time:
    return _shift(context, time, amount, unit, 1)


@method("Time", "subtract", SHIFT)
def _subtract(context: "Context", time: Time, amount: Number, unit: str) -> Time:
    return _shift(context, time, amount, unit, -1)


@method("Time", "difference", "(start: Time, unit: String) => Number")
def _difference(context: "Context", time: Time, start: Time, unit: str) -> int:
    nanos = _nanos(context, unit)
    if nanos == MILLISECOND:
        return _to_millis(context, time) - _to_millis(context, start)
    total = (time.seconds - start.seconds) * SECOND + time.nanos - start.nanos
    return total // nanos if total >= 0 else -(-total // nanos)


@method("Time", "toMicros", "() => Number")
def _to_micros(context: "Context", time: Time) -> int:
    return wrap_long(time.seconds * 1_000_000 + time.nanos // 1000)


@method("Time", "toMillis", "() => Number")
def _to_millis(context: "Context", time: Time) -> int:
    return time.seconds * 1000 + time.nanos // 1_000_000


@method("Time", "toSeconds", "() => Number")
def _to_seconds(context: "Context", time: Time) -> int:
    return time.seconds
