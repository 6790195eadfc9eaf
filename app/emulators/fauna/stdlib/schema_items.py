"""Definitions that live in schema files: `create`, `update`, `replace`, `delete`, and what they show."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.environment import DatabaseEnvironment, written_at
from app.emulators.fauna.fql.errors import Hint, RuntimeFailure
from app.emulators.fauna.fql.values import ID, Null, Value
from app.emulators.fauna.schema.drafts import Draft, Refused
from app.emulators.fauna.stdlib.definition_access import environment, expose, gone, require
from app.emulators.fauna.stdlib.definition_fields import refuse_reserved, without_id
from app.emulators.fauna.stdlib.definitions import OWNERS, Definition, MissingDefinition
from app.emulators.fauna.stdlib.registry import method, static

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Fields = dict[str, Value]
Shown = Callable[[DatabaseEnvironment, dict[str, Any]], dict[str, Any]]
"""What the service adds to a definition's own fields."""


class SchemaItems:
    """One collection of such definitions; `kind` is its keyword in schema files."""

    def __init__(self, collection: str, kind: str, shown: Shown) -> None:
        self.collection = collection
        self.kind = kind
        self._shown = shown

    def expose(self, create: str) -> None:
        """Enter all members; `create` is the signature of that one."""
        owner = OWNERS[self.collection]
        expose(self.collection, self._all, self._find)
        static(self.collection, "create", create)(self._create)
        method(owner, "update", f"(data: {{ *: Any }}) => {owner}")(self._update)
        method(owner, "replace", f"(data: {{ *: Any }}) => {owner}")(self._replace)
        method(owner, "delete", f"() => Null{owner}")(self._delete)

    def _all(self, env: DatabaseEnvironment) -> Iterator[Definition]:
        return (self._definition(env, draft) for draft in env.drafts.all(self.kind))

    def _find(self, env: DatabaseEnvironment, key: str | ID) -> Definition | None:
        draft = env.drafts.named(self.kind, str(key))
        return None if draft is None else self._definition(env, draft)

    def _definition(self, env: DatabaseEnvironment, draft: Draft) -> Definition:
        time = {"ts": written_at(env, draft.ts)}
        result: Fields = self._shown(env, draft.fields)
        fields = {**result, **draft.fields} if draft.written else result
        return Definition(self.collection, draft.name, time | fields, time | result)

    def _create(self, context: "Context", module: Value, data: Fields) -> Definition:
        env = require(context, self.collection, "create", data)
        data = without_id(context, self.collection, data)
        refuse_reserved(context, self.collection, "create", data)
        draft = self._try(context, env, lambda: env.drafts.create(self.kind, _kept(data)))
        return self._definition(env, draft)

    def _update(self, context: "Context", receiver: Definition, data: Fields) -> Definition:
        env = require(context, self.collection, "write", receiver, data)
        refuse_reserved(context, self.collection, "update", data, receiver.key)
        draft = self._draft(context, env, receiver)
        return self._change(context, env, draft, merged(draft.named, _kept(data)))

    def _replace(self, context: "Context", receiver: Definition, data: Fields) -> Definition:
        env = require(context, self.collection, "write", receiver, data)
        refuse_reserved(context, self.collection, "update", data, receiver.key)
        return self._change(context, env, self._draft(context, env, receiver), _kept(data))

    def _change(self, context: "Context", env: DatabaseEnvironment, draft: Draft, fields: dict[str, Any]) -> Definition:
        self._try(context, env, lambda: env.drafts.change(draft, fields))
        return self._definition(env, draft)

    def _delete(self, context: "Context", receiver: Definition) -> MissingDefinition:
        env = require(context, self.collection, "delete", receiver)
        draft = self._draft(context, env, receiver)
        self._try(context, env, lambda: env.drafts.remove(draft))
        return MissingDefinition(self.collection, receiver.key, "deleted", context.span)

    def _draft(self, context: "Context", env: DatabaseEnvironment, receiver: Definition) -> Draft:
        draft = env.drafts.latest(self.kind, str(receiver.key))
        if draft is None:
            raise gone(context, MissingDefinition(self.collection, receiver.key))
        return draft

    def _try(self, context: "Context", env: DatabaseEnvironment, change: Callable[[], Any]) -> Any:
        try:
            result = change()
        except Refused as refused:
            raise _failure(context, refused) from None
        env.written_at = tuple(reversed(context.frames))
        return result


def no_such_item(context: "Context", kind: str, name: str) -> RuntimeFailure:
    """The error of a name that no collection or function has, or not yet."""
    made = any(draft.name == name for draft in environment(context).drafts.all(kind))
    text = f"A {kind} cannot be created and used in the same query."
    message = f"invalid argument `{kind}`: No such user {kind} `{name}`."
    return context.fail("invalid_argument", message, hints=(Hint(text, context.span),) if made else ())


def _failure(context: "Context", refused: Refused) -> RuntimeFailure:
    return context.fail(refused.code, refused.message, constraint_failures=refused.failures)


def _kept(data: Fields) -> dict[str, Any]:
    """The fields to check and keep; values that JSON has not are told by their own types."""
    return {name: _plain(value) for name, value in data.items()}


def _plain(value: Value) -> Any:
    if isinstance(value, Null):
        return None
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, bool | str | float):
        return value
    return int(value) if isinstance(value, int) else value


def merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The fields after an update: null removes one, objects are merged at any depth."""
    result = dict(old)
    for name, value in new.items():
        before = old.get(name)
        result.pop(name, None)
        if isinstance(value, dict):
            result[name] = merged(before if isinstance(before, dict) else {}, value)
        elif value is not None:
            result[name] = value
    return result
