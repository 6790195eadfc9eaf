"""Times and dates in the range and the spelling of Java's `Instant` and `LocalDate`."""

import re
from functools import lru_cache

from app.emulators.fauna.fql.values import Date, Time

DAY = 86_400
YEAR_MAX = 999_999_999
ERA = 400
ERA_DAYS = 146_097
DATE = re.compile(r"([+-]?)(\d{4,10})-(\d\d)-(\d\d)", re.ASCII)
CLOCK = r"([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{0,9}))?)?"
ZONE = r"(?:([Zz])|([+-]\d\d):([0-5]\d)(?::([0-5]\d))?)?(?:([+-]\d\d)([0-5]\d))?"
TIME = re.compile(rf"(.+?)[Tt]{CLOCK}{ZONE}", re.ASCII)
LARGEST_OFFSET = 18 * 3600


def days_of(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a proleptic Gregorian date."""
    year -= month <= 2
    era, of_era = divmod(year, ERA)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * ERA_DAYS + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


@lru_cache(maxsize=1024)
def civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a count of days since 1970-01-01."""
    era, of_era = divmod(days + 719_468, ERA_DAYS)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * ERA + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    following = days_of(year + month // 12, month % 12 + 1, 1)
    return following - days_of(year, month, 1)


def parse_date(text: str, lenient: bool = False) -> Date | None:
    """A date as `2024-02-29`; years past four digits carry a sign. None if it is none.

    When lenient, a day up to the 31st that its month does not have is the month's last.
    """
    match = DATE.fullmatch(text)
    if match is None:
        return None
    sign, digits = match[1], match[2]
    if (len(digits) > 4) != (sign == "+") and sign != "-":
        return None
    year = -int(digits) if sign == "-" else int(digits)
    month, day = int(match[3]), int(match[4])
    if abs(year) > YEAR_MAX or (year == 0 and sign == "-") or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    last = days_in_month(year, month)
    if day > last and not lenient:
        return None
    return Date(days_of(year, month, min(day, last)))


def parse_time(text: str) -> Time | None:
    """An instant in ISO 8601 with `Z` or an offset; None if it is none."""
    match = TIME.fullmatch(text)
    date = parse_date(match[1], lenient=True) if match else None
    if match is None or date is None:
        return None
    hour, minute, second = int(match[2]), int(match[3]), int(match[4] or 0)
    nanos = int((match[5] or "").ljust(9, "0"))
    offset = _offset_of(match)
    if offset is None or (hour == 24 and (minute or second or nanos)):
        return None
    return Time(date.days * DAY + hour * 3600 + minute * 60 + second - offset, nanos)


def _offset_of(match: re.Match[str]) -> int | None:
    """Seconds ahead of UTC, as `Z`, `+01:30:00` or `+0130`; both kinds may stand there if they agree."""
    zulu, colons, compact = match[6], match.group(7, 8, 9), match.group(10, 11)
    found = {0} if zulu else set()
    for hours, minutes, seconds in (colons, (*compact, None)):
        if hours is not None:
            size = abs(int(hours)) * 3600 + int(minutes) * 60 + int(seconds or 0)
            found.add(-size if hours[0] == "-" else size)
    return found.pop() if len(found) == 1 and abs(next(iter(found))) <= LARGEST_OFFSET else None


def format_date(value: Date) -> str:
    """The date as Java prints it."""
    year, month, day = civil(value.days)
    return f"{_year(year)}-{month:02}-{day:02}"


def format_time(value: Time) -> str:
    """The instant as Java prints it: fractions in groups of three digits, seconds always there."""
    text = _second(value.seconds)
    if value.nanos:
        digits = f"{value.nanos:09}"
        text += "." + (digits[:3] if digits.endswith("000000") else digits[:6] if digits.endswith("000") else digits)
    return text + "Z"


@lru_cache(maxsize=1024)
def _second(seconds: int) -> str:
    days, rest = divmod(seconds, DAY)
    return f"{format_date(Date(days))}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"


def from_micros(micros: int) -> Time:
    """The instant so many microseconds after the epoch."""
    seconds, rest = divmod(micros, 1_000_000)
    return Time(seconds, rest * 1000)


def _year(year: int) -> str:
    if year > 9999:
        return f"+{year}"
    return f"-{-year:04}" if year < 0 else f"{year:04}"


def to_micros(value: Time) -> int:
    """Whole microseconds since the epoch."""
    return value.seconds * 1_000_000 + value.nanos // 1000
