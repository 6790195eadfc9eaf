"""The decorated format: a value as one would write it in FQL, indented over several lines."""

import base64
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.text import debug, double_text, escape, is_identifier
from app.emulators.fauna.fql.values import ID, Date, Function, Module, Null, Struct, Time, TransactionTime, Value
from app.emulators.fauna.stdlib.definitions import Definition, MissingDefinition, document
from app.emulators.fauna.stdlib.documents.reading import all_fields, get
from app.emulators.fauna.stdlib.documents.values import CollectionModule, Document
from app.emulators.fauna.stdlib.java_time import format_date, format_time, from_micros
from app.emulators.fauna.stdlib.sets.results import opened
from app.emulators.fauna.stdlib.sets.values import EventSource, SetValue
from app.emulators.fauna.streams.sources import write_source

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

LINES = re.compile(r"\r\n|\r|\n")
SPECIAL = {"NaN": "Math.NaN", "Infinity": "Math.Infinity", "-Infinity": "-Math.Infinity"}


def decorated(context: "Context", value: Value) -> str:
    """The text of a value."""
    writer = _Writer(context)
    writer.look_at(value)
    writer.value(value)
    return "".join(writer.parts)


def definition_text(value: Definition | MissingDefinition) -> str:
    """How a reference to a definition is written."""
    key = f'("{value.key.value}")' if isinstance(value.key, ID) else f".byName({escape(value.key)})"
    return f"{value.collection}{key}"


class _Writer:
    def __init__(self, context: "Context") -> None:
        self.context = context
        self.parts: list[str] = []
        self.level = 0
        self.shown: set[Document] = set()
        self.open: set[Document] = set()
        self.seen: set[int] = set()
        self.fresh = True

    def write(self, text: str) -> None:
        self.context.write(len(text) + 2 * self.level * self.fresh)
        if self.fresh:
            self.parts.append("  " * self.level)
            self.fresh = False
        self.parts.append(text)
        self.fresh = text.endswith("\n")

    def value(self, value: Value) -> None:
        writer = WRITERS.get(type(value))
        if writer is None:
            self.write(debug(self.context, value))
        else:
            writer(self, value)

    def string(self, text: str) -> None:
        """A string literal, as a heredoc when it has several lines."""
        names = ("END", *(f"END{digit}" for digit in range(10))) if "\n" in text else ()
        name = next((name for name in names if name not in text), None)
        if name is None:
            self.write(escape(text))
            return
        lines = LINES.split(text)
        self.write(f"<<-{name}\n")
        self.level += 1
        for line in lines[:-1] if lines[-1] == "" else lines:
            self.write(line)
            self.write("\n")
        self.level -= 1
        self.write(name)

    def call(self, name: str, text: str) -> None:
        self.write(f"{name}({escape(text)})")

    def array(self, value: list[Value]) -> None:
        self._container("[]", [(None, element) for element in value])

    def object(self, value: dict[str, Value]) -> None:
        self._container("{}", list(value.items()))

    def _container(self, marks: str, items: list[tuple[str | None, Value]]) -> None:
        if not items:
            self.write(marks)
            return
        self.write(marks[0] + "\n")
        self.level += 1
        for index, (name, item) in enumerate(items):
            if name is not None:
                self.write(name) if is_identifier(name) else self.string(name)
                self.write(": ")
            self.value(item)
            self.write("\n" if index == len(items) - 1 else ",\n")
        self.level -= 1
        self.write(marks[1])

    def definition(self, value: Definition) -> None:
        if self.context.open_documents:
            self.write(definition_text(value))
        else:
            self.object(document(self.context, value))

    def transaction_time(self, value: TransactionTime) -> None:
        self.context.is_timed = True
        self.call("Time", format_time(from_micros(self.context.transaction_time)))

    def missing(self, value: MissingDefinition) -> None:
        self.write(f"{definition_text(value)} /* {value.cause} */")

    def look_at(self, value: Value) -> None:
        """Note the documents that are in the result by themselves; what stands in it often is looked at once."""
        if isinstance(value, Document):
            self.shown.add(value)
            return
        if id(value) in self.seen:
            return
        if isinstance(value, list | dict):
            self.context.pace()
            self.seen.add(id(value))
            for each in value.values() if isinstance(value, dict) else value:
                self.look_at(each)
        elif isinstance(value, SetValue):
            with opened(self.context, value) as shown:
                self.look_at(shown)

    def reference(self, value: Document) -> None:
        self.value(get(self.context, value, "coll"))
        self.write(f'("{value.id}")')

    def document(self, value: Document) -> None:
        """A document in another one is shown whole only if it is in the result by itself, too."""
        if self.context.open_documents and (value not in self.shown or value in self.open):
            self.reference(value)
            return
        fields = all_fields(self.context, value)
        if isinstance(fields, Null):
            self.reference(value)
            self.write(f" /* {fields.detail} */")
            return
        self.context.open_documents += 1
        self.open.add(value)
        self.object(fields)
        self.open.discard(value)
        self.context.open_documents -= 1

    def set(self, value: SetValue) -> None:
        with opened(self.context, value) as shown:
            self.value(shown)

    def double(self, value: float) -> None:
        text = double_text(value)
        self.write(SPECIAL.get(text, text))


WRITERS: dict[type, Callable[[_Writer, Any], None]] = {
    str: _Writer.string,
    float: _Writer.double,
    list: _Writer.array,
    dict: _Writer.object,
    Struct: lambda writer, value: writer.object(dict(value.fields)),
    ID: lambda writer, value: writer.string(str(value.value)),
    bytes: lambda writer, value: writer.call("Bytes", base64.b64encode(value).decode()),
    Time: lambda writer, value: writer.call("Time", format_time(value)),
    Date: lambda writer, value: writer.call("Date", format_date(value)),
    TransactionTime: _Writer.transaction_time,
    Null: lambda writer, value: writer.write("null"),
    Module: lambda writer, value: writer.write(value.path),
    Function: lambda writer, value: writer.string(value.display.replace("()]", "]")),
    Definition: _Writer.definition,
    MissingDefinition: _Writer.missing,
    Document: _Writer.document,
    CollectionModule: lambda writer, value: writer.write(value.name),
    SetValue: _Writer.set,
    EventSource: lambda writer, value: writer.write(escape(write_source(writer.context, value))),
}
