"""Strings: numbers read as Java reads them."""

import re
import unicodedata
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.nulls import invalid_number
from app.emulators.fauna.fql.values import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, Value
from app.emulators.fauna.stdlib.numbers import as_long
from app.emulators.fauna.stdlib.registry import method

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

DECIMAL = re.compile(r"[+-]?(?:NaN|Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fFdD]?)")
HEX = re.compile(r"[+-]?0[xX](?:[0-9a-fA-F]+\.?|[0-9a-fA-F]*\.[0-9a-fA-F]+)[pP][+-]?[0-9]+[fFdD]?")
BLANK = "".join(map(chr, range(33)))
PARSE = "(() => Number | Null) & ((radix: Number) => Number | Null)"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MAX_RADIX = 36
BASIC_PLANE, WIDE = 0xFFFF, 0xFEE0


def parse_integer(text: str, radix: int) -> int | None:
    """The whole number that the text spells with an optional sign, or None."""
    digits = text[1:] if text[:1] in ("-", "+") else text
    value = 0
    for character in digits:
        digit = _digit(character)
        if digit is None or digit >= radix or value > LONG_MAX:
            return None
        value = value * radix + digit
    return (-value if text[:1] == "-" else value) if digits else None


def _digit(character: str) -> int | None:
    """As a digit of one UTF-16 unit: decimals of any script, and letters in their plain or full width."""
    code = ord(character)
    if code > BASIC_PLANE:
        return None
    decimal = unicodedata.decimal(character, None)
    if decimal is not None:
        return decimal
    letter = LETTERS.find(chr(code - WIDE if WIDE < code < WIDE + 128 else code).lower())
    return None if letter < 0 else 10 + letter


def parse_double(text: str) -> float | None:
    """The double that the text spells, or None."""
    text = text.strip(BLANK)
    if DECIMAL.fullmatch(text):
        return float(text.rstrip("fFdD") if text[-1] in "fFdD" else text)
    if HEX.fullmatch(text):
        try:
            return float.fromhex(text.rstrip("fFdD") if text[-1] in "fFdD" else text)
        except OverflowError:
            return float("-inf" if text[0] == "-" else "inf")
    return None


def _within(value: int | None, least: int, most: int) -> int | None:
    return value if value is not None and least <= value <= most else None


def _check_radix(context: "Context", radix: int) -> None:
    if not 2 <= radix <= MAX_RADIX:
        reason = "invalid argument `format`: invalid radix, expected a number from 2-36"
        raise context.fail("invalid_argument", reason)


@method("String", "parseInt", PARSE, radix="Int")
def _parse_int(context: "Context", text: str, radix: int = 10) -> Value:
    _check_radix(context, radix)
    value = _within(parse_integer(text, radix), INT_MIN, INT_MAX)
    return invalid_number(context, text) if value is None else value


@method("String", "parseLong", PARSE, radix="Int")
def _parse_long(context: "Context", text: str, radix: int = 10) -> Value:
    _check_radix(context, radix)
    value = _within(parse_integer(text, radix), LONG_MIN, LONG_MAX)
    return invalid_number(context, text) if value is None else as_long(value)


@method("String", "parseDouble", "() => Number | Null")
def _parse_double(context: "Context", text: str) -> Value:
    value = parse_double(text)
    return invalid_number(context, text) if value is None else value


@method("String", "parseNumber", "() => Number | Null")
def _parse_number(context: "Context", text: str) -> Value:
    value = _within(parse_integer(text, 10), LONG_MIN, LONG_MAX)
    return _parse_double(context, text) if value is None else value
