"""Booleans; `&&` and `||` stop early and so belong to the language, here they are for the record."""

from typing import TYPE_CHECKING

from app.emulators.fauna.stdlib.registry import operator

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


@operator("Boolean", "!", "() => Boolean")
def _not(context: "Context", value: bool) -> bool:
    return not value


@operator("Boolean", "&&", "(other: Boolean) => Boolean")
def _and(context: "Context", value: bool, other: bool) -> bool:
    return value and other


@operator("Boolean", "||", "(other: Boolean) => Boolean")
def _or(context: "Context", value: bool, other: bool) -> bool:
    return value or other
