"""From the steps of a schema's migrations to changes of documents: types resolved, values computed."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.ast import Expr
from app.emulators.fauna.fql.compiler import compile_query
from app.emulators.fauna.fql.errors import ConstraintFailure, RuntimeFailure
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import NULL, TransactionTime, Value
from app.emulators.fauna.schema.items import Path
from app.emulators.fauna.schema.migrations import steps
from app.emulators.fauna.schema.migrations.steps import Step, Target
from app.emulators.fauna.stdlib.documents.checks import failure
from app.emulators.fauna.stdlib.documents.shaping import storable
from app.emulators.fauna.stdlib.documents.typed.fitting import misfits
from app.emulators.fauna.stdlib.documents.typed.migrating import (
    AddField,
    Change,
    DropField,
    MoveConflicts,
    MoveField,
    MoveWildcard,
    SplitField,
)
from app.emulators.fauna.stdlib.documents.typed.resolving import Named, resolve
from app.emulators.fauna.stdlib.documents.typed.shapes import Shape
from app.emulators.fauna.stdlib.java_time import from_micros

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

CONVERTING, BACKFILLING = "Failed to convert migration.", "Failed to convert backfill value."


def changes_of(context: "Context", found: Iterable[Step], named: Named) -> list[Change]:
    """What the steps do to documents. Raises `constraint_failure`, and what the values of backfills raise."""
    return [change for step in found for change in _changes(context, step, named)]


def _changes(context: "Context", step: Step, named: Named) -> Iterator[Change]:
    match step:
        case steps.Add(target=target):
            yield AddField(target.path, *_typed(context, target, named))
        case steps.Drop(path=path):
            yield DropField(path)
        case steps.Move(path=path, to=to):
            yield MoveField(path, to)
        case steps.Split(path=path, targets=targets):
            if path != targets[0].path:
                yield MoveField(path, targets[0].path)
            for target, after in pairwise(targets):
                type_, value = _typed(context, target, named)
                yield SplitField(target.path, after.path, type_, value, _evaluate(context, after.value))
        case steps.MoveConflicts(into=into):
            yield MoveConflicts(into)
        case steps.MoveWildcard(into=into, kept=kept):
            yield MoveWildcard(into, kept)
        case steps.AddWildcard():
            pass


def _typed(context: "Context", target: Target, named: Named) -> tuple[Shape, Value]:
    """The type and the value of documents that have none, which must be of the type."""
    type_ = resolve(target.type, named)
    if type_ is None:
        unstorable = failure(target.path, "Type cannot be persisted.")
        raise _failed(context, CONVERTING, target.type.span, [unstorable])
    value = _evaluate(context, target.value, target.path)
    wrong = [failure(each.path, each.message) for each in misfits(type_, value, target.path)]
    if wrong:
        raise _failed(context, BACKFILLING, (target.value or target.type).span, wrong)
    return type_, value


def _evaluate(context: "Context", expr: Expr | None, path: Path = ()) -> Value:
    if expr is None:
        return NULL
    value = compile_query(expr).run(context, {})
    try:
        return timed(storable(context, value), context.now)
    except RuntimeFailure as refused:
        message = f"Value has type {type_display(value)}, which cannot be persisted."
        raise _failed(context, CONVERTING, expr.span, [failure(path, message)]) from refused


def _failed(context: "Context", message: str, span: Span, failures: list[ConstraintFailure]) -> RuntimeFailure:
    return context.fail_at(span, "constraint_failure", message, constraint_failures=tuple(failures))


def timed(value: Value, now: int) -> Value:
    """The value with the transaction's time, microseconds since the epoch, wherever it stands for that."""
    if isinstance(value, dict):
        return {name: timed(each, now) for name, each in value.items()}
    if isinstance(value, list):
        return [timed(each, now) for each in value]
    return from_micros(now) if isinstance(value, TransactionTime) else value
