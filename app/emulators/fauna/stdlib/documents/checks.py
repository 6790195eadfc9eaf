"""What a document must fulfil beyond the types of its fields: unique and check constraints."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.errors import ConstraintFailure, RuntimeFailure
from app.emulators.fauna.fql.lambdas import function_of
from app.emulators.fauna.fql.runtime import Effect, EffectLimit
from app.emulators.fauna.fql.values import Null, Value
from app.emulators.fauna.schema.items import Path
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.collections import UserCollection
from app.emulators.fauna.stdlib.documents.entries import keys_of
from app.emulators.fauna.stdlib.documents.values import Document, State
from app.emulators.fauna.store.documents import Entry, Range

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

CHECK_CONSTRAINTS = EffectLimit(Effect.READ, "check constraints")
FIRST, LAST = -(2**63), 2**63 - 1


class Failing:
    """Makes the errors of one write; `message` is what all of them begin with."""

    def __init__(self, context: "Context", message: str) -> None:
        self.context = context
        self.message = message

    def __call__(self, path: Path, message: str) -> RuntimeFailure:
        """The error of one field."""
        return self.all([failure(path, message)])

    def all(self, failures: Iterable[ConstraintFailure]) -> RuntimeFailure:
        """The error of several."""
        return self.context.fail("constraint_failure", self.message, constraint_failures=tuple(failures))


def failure(path: Path, message: str) -> ConstraintFailure:
    """What is wrong with one field."""
    return ConstraintFailure((path,), message, label(path))


def label(path: Path) -> str:
    """A path as the summary writes it: `a.b[0]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def refuse_computed(fail: Failing, collection: UserCollection, data: dict[str, Value]) -> None:
    """Refuse values for computed fields."""
    found = [name for name in collection.computed if name in data]
    if found:
        raise fail.all(failure((name,), "Cannot write to a computed field") for name in found)


def refuse_doubles(context: "Context", collection: UserCollection, number: int, state: State) -> None:
    """Refuse a document that has the same as another in the fields of a unique constraint."""
    store = documents_of(context).store
    failures = []
    for index in collection.stored:
        if not index.unique:
            continue
        for key in keys_of(context, collection, index, number, state):
            low, high = Entry(key, collection.id, FIRST), Entry(key, collection.id, LAST)
            if any(entry.id != number for entry in store.scan(Range(index.id, low, high, 0))):
                paths = tuple(term.path for term in index.terms)
                text = ",".join(label(path) for path in paths)
                failures.append(ConstraintFailure(paths, "Failed unique constraint", text))
                break
    if failures:
        raise context.fail("constraint_failure", "Failed unique constraint.", constraint_failures=tuple(failures))


def refuse_unchecked(context: "Context", collection: UserCollection, document: Document, fail: Failing) -> None:
    """Refuse a document for which a check constraint is not true; an error in one is the query's."""
    results: list[tuple[str, Value]] = []
    for check in collection.item.checks:
        function = function_of(context, f"*check_constraint:{check.name}*", check.body.source)
        with context.limited(CHECK_CONSTRAINTS):
            results.append((check.name, function.call(context, [document])))
    failures = [ConstraintFailure((), _complaint(name, result)) for name, result in results if result is not True]
    if failures:
        raise fail.all(failures)


def _complaint(name: str, result: Value) -> str:
    if result is False or isinstance(result, Null):
        return f"Document failed check constraint `{name}`"
    return f"Error evaluating check constraint `{name}`: function returned a non-boolean value"
