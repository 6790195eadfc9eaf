"""Doubles as the Java runtimes before 19 print them: mostly the shortest digits, sometimes one or two more.

They develop digits until the rest is less than half the distance to the next double, but estimate that distance
coarsely: it is taken as the same on both sides, or halved on both for powers of two, and whole numbers up to 2**62
are rounded by a table. At least two digits come out of numbers that need an exponent.
"""

import math

FRACTION = 52
SMALL_EXPONENTS = range(-21, 63)
LONG_FIVES = 27
PLAIN_DIGITS = range(-2, 8)


def double_text(value: float) -> str:
    """A double as text: `1.0`, `1.0E10`, `NaN`."""
    if math.isnan(value):
        return "NaN"
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if math.isinf(value):
        return f"{sign}Infinity"
    if value == 0:
        return f"{sign}0.0"
    digits, point = _digits(abs(value))
    if point in PLAIN_DIGITS:
        whole = digits[: max(point, 0)].ljust(point, "0") or "0"
        return f"{sign}{whole}.{'0' * -point}{digits[max(point, 0) :] or '0'}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{point - 1}"


def _digits(value: float) -> tuple[str, int]:
    """Digits without trailing zeros, and where the point stands among them."""
    mantissa, exponent = math.frexp(value)
    bits, exponent = int(mantissa * 2 ** (FRACTION + 1)), exponent - 1
    significant = FRACTION + 1 if exponent >= -1022 else FRACTION + 1 + (exponent + 1022)
    tail = (bits & -bits).bit_length() - 1
    used = FRACTION + 1 - tail
    tiny = max(0, used - exponent - 1)
    if tiny == 0 and exponent in SMALL_EXPONENTS:
        return _whole_digits(int(value), exponent, significant)
    estimate = (mantissa * 2 - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981
    decimal = math.floor(estimate)
    return _developed(bits >> tail, decimal, used=used, tiny=tiny, exponent=exponent, significant=significant)


def _whole_digits(value: int, exponent: int, significant: int) -> tuple[str, int]:
    dropped = 0
    if exponent > significant + 2:
        dropped = int((exponent - significant - 1) * math.log10(2))
        scale = 10**dropped
        value, rest = divmod(value, scale)
        value += rest >= scale // 2 and dropped > 0
    text = str(value)
    return text.rstrip("0"), len(text) + dropped


def _developed(bits: int, decimal: int, *, used: int, tiny: int, exponent: int, significant: int) -> tuple[str, int]:
    """The digits one by one, of `bits` that have `used` significant ones, `tiny` of them behind the point."""
    b5, s5 = max(0, -decimal), max(0, decimal)
    b2, s2 = b5 + tiny + exponent, s5 + tiny
    m2 = b2 - significant
    b2 -= used - 1
    common = min(b2, s2)
    b2, s2, m2 = b2 - common, s2 - common, m2 - common
    if used == 1:
        m2 -= 1
    if m2 < 0:
        b2, s2, m2 = b2 - m2, s2 - m2, 0
    strict = used + b2 + _five_bits(b5) < 64 and s2 + 1 + _five_bits(s5 + 1) < 64
    rest, unit, margin = (bits * 5**b5) << b2, 5**s5 << s2, 5**b5 << m2
    tens = unit * 10
    digits: list[int] = []
    digit, rest = divmod(rest, unit)
    rest, margin = rest * 10, margin * 10
    low, high = rest < margin, _above(rest + margin, tens, strict)
    if digit == 0 and not high:
        decimal -= 1
    else:
        digits.append(digit)
    if not -3 <= decimal < 8:
        low = high = False
    while not low and not high:
        digit, rest = divmod(rest, unit)
        rest, margin = rest * 10, margin * 10
        overflown = strict and margin >= 1 << 63
        low, high = overflown or rest < margin, overflown or _above(rest + margin, tens, strict)
        digits.append(digit)
    number = int("".join(map(str, digits)))
    if high and (not low or rest * 2 > tens or (rest * 2 == tens and digits[-1] % 2)):
        number += 1
    text = str(number)
    return text.rstrip("0"), decimal + 1 + len(text) - len(digits)


def _above(value: int, limit: int, strict: bool) -> bool:
    return value > limit if strict else value >= limit


def _five_bits(power: int) -> int:
    """How many bits a power of five has; past those that fit a long, the estimate of three each."""
    return 0 if power == 0 else (5**power).bit_length() if power <= LONG_FIVES else power * 3
