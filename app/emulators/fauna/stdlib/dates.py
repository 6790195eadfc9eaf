"""`Date`: days of the calendar."""

import math
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.text import DEBUG, DISPLAY, quoted
from app.emulators.fauna.fql.values import Date, Long, Module
from app.emulators.fauna.stdlib.java_time import YEAR_MAX, civil, days_of, format_date, from_micros, parse_date
from app.emulators.fauna.stdlib.numbers import Number, as_long, to_long
from app.emulators.fauna.stdlib.registry import apply, field, method, static
from app.emulators.fauna.stdlib.times import date_of, day_of_week, day_of_year

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

SHIFT = "(amount: Number, unit: String) => Date"
FIRST, LAST = days_of(-YEAR_MAX, 1, 1), days_of(YEAR_MAX, 12, 31)

DISPLAY[Date] = lambda context, value: format_date(value)
DEBUG[Date] = quoted("Date")

for _name, _part in {
    "year": lambda days: civil(days)[0],
    "month": lambda days: civil(days)[1],
    "dayOfMonth": lambda days: civil(days)[2],
    "dayOfWeek": day_of_week,
    "dayOfYear": day_of_year,
}.items():
    field("Date", _name, "Number")(lambda context, date, part=_part: part(date.days))


def _parse(context: "Context", module: Module, text: str) -> Date:
    date = parse_date(text)
    if date is None:
        raise context.fail("invalid_date", f"`{text}` is not a valid date.")
    return date


apply("Date", "(date: String) => Date")(_parse)
static("Date", "fromString", "(date: String) => Date")(_parse)


@static("Date", "today", "() => Date")
def _today(context: "Context", module: Module) -> Date:
    return date_of(from_micros(context.now))


def _shift(context: "Context", date: Date, amount: Number, unit: str, sign: int) -> Date:
    if unit not in ("day", "days"):
        raise context.fail("invalid_unit", f"`{unit}` is not a valid date unit.")
    if isinstance(amount, float):
        amount = to_long(math.floor(amount + 0.5)) if math.isfinite(amount) else to_long(amount)
    days = date.days + sign * int(amount)
    if not FIRST <= days <= LAST:
        raise context.fail("invalid_date", f"Date exceeds the {'minimum' if days < FIRST else 'maximum'} value.")
    return Date(days)


@method("Date", "add", SHIFT)
def _add(context: "Context", date: Date, amount: Number, unit: str) -> Date:
    return _shift(context, date, amount, unit, 1)


@method("Date", "subtract", SHIFT)
def _subtract(context: "Context", date: Date, amount: Number, unit: str) -> Date:
    return _shift(context, date, amount, unit, -1)


@method("Date", "difference", "(start: Date) => Number")
def _difference(context: "Context", date: Date, start: Date) -> int | Long:
    return as_long(date.days - start.days)
