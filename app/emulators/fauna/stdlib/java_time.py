"""Times and dates in the range and the spelling of Java's `Instant` and `LocalDate`."""

import re

from app.emulators.fauna.fql.values import Date, Time

DAY = 86_400
YEAR_MAX = 999_999_999
ERA = 400
ERA_DAYS = 146_097
DATE = re.compile(r"([+-]?)(\d{4,9})-(\d\d)-(\d\d)")
TIME = re.compile(r"(.+?)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):(\d\d))")


def days_of(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a proleptic Gregorian date."""
    year -= month <= 2
    era, of_era = divmod(year, ERA)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * ERA_DAYS + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


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
    if not 1 <= month <= 12 or not 1 <= day <= 31:
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
    midnight = hour == 24 and not minute and not second and not nanos
    if minute > 59 or second > 59 or (hour > 23 and not midnight):
        return None
    offset = 0
    if match[6]:
        hours, minutes = int(match[7]), int(match[8])
        if hours > 18 or minutes > 59:
            return None
        offset = (hours * 3600 + minutes * 60) * (1 if match[6] == "+" else -1)
    return Time(date.days * DAY + hour * 3600 + minute * 60 + second - offset, nanos)


def format_date(value: Date) -> str:
    """The date as Java prints it."""
    year, month, day = civil(value.days)
    return f"{_year(year)}-{month:02}-{day:02}"


def format_time(value: Time) -> str:
    """The instant as Java prints it: fractions in groups of three digits, seconds always there."""
    days, rest = divmod(value.seconds, DAY)
    text = f"{format_date(Date(days))}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    if value.nanos:
        digits = f"{value.nanos:09}"
        text += "." + (digits[:3] if digits.endswith("000000") else digits[:6] if digits.endswith("000") else digits)
    return text + "Z"


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
