"""Schemas in tests: one file's text as items, or as what is wrong with it."""

import pytest

from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.schema.items import Collection, Schema, UserFunction
from app.emulators.fauna.schema.read import SchemaFailure, read_schema
from app.emulators.fauna.schema.type_parser import TypeParser
from app.emulators.fauna.schema.types import Type


def schema(text: str) -> Schema:
    """All items of one file."""
    return read_schema({"main.fsl": text})


def collection(body: str) -> Collection:
    """A collection with these members."""
    return schema(f"collection A {{\n{body}\n}}").collections["A"]


def function(text: str) -> UserFunction:
    """The only function of a text."""
    (only,) = schema(text).functions.values()
    return only


def refusal(text: str) -> str:
    """What a push of the text is answered."""
    with pytest.raises(SchemaFailure) as caught:
        schema(text)
    return str(caught.value)


def type_of(text: str) -> Type:
    """A type's tree."""
    return TypeParser(Source("*type*", text), {}, 200).type_tree()
