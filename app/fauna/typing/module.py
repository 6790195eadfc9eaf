"""The module that `python -m app types` writes."""

from app.fauna.typing.collection_text import collection_text
from app.fauna.typing.definitions import Schema
from app.fauna.typing.imports import imports
from app.fauna.typing.names import pascal, snake, unique
from app.fauna.typing.python_types import PythonTypes, reader
from app.fauna.typing.signature import ANY, Function, Named, Type

HEAD = '''"""The schema's types and queries, written by `python -m app types`: change the schema, not this file."""

# ruff: noqa: A002, E501, RUF100 - lines are as long and arguments named as the schema has them
# fmt: off
'''


def module_text(schema: Schema) -> str:
    """The module's text, the same for the same schema."""
    types = PythonTypes(frozenset(collection.name for collection in schema.collections))
    collections = [collection_text(collection, types) for collection in schema.collections]
    functions = [_function(name, kind, types) for name, kind in schema.functions]
    body = "\n\n\n".join([*types.classes.values(), *collections, *functions]) + "\n"
    return f"{HEAD}\n{imports(body)}\n\n\n{body}" if body.strip() else HEAD


def _function(name: str, kind: Function, types: PythonTypes) -> str:
    named = [parameter or f"value_{number}" for number, (parameter, _) in enumerate(kind.parameters, 1)]
    terms = unique(named)
    takes = [
        f"{term}: {types.name(taken, name, term)}" for term, (_, taken) in zip(terms, kind.parameters, strict=True)
    ]
    if kind.variadic:
        takes[-1], terms[-1] = f"*{takes[-1]}", f"*{terms[-1]}"
    called = ", ".join([f'"{name}"', *terms])
    answer, read = _answer(kind.result, name, types)
    return "\n".join(
        [
            f"def {snake(name)}({', '.join(takes)}) -> {answer}:",
            f'    """Call the function `{name}`."""',
            f"    return {answer.partition('[')[0]}(call({called}), {read})",
        ]
    )


def _answer(result: Type, name: str, types: PythonTypes) -> tuple[str, str]:
    """The annotation of a call, and its reader."""
    if isinstance(result, Named) and result.name == "Set":
        member = result.arguments[0] if result.arguments else ANY
        known, read = reader(member, types.collections, pascal) or (types.name(member, name, "item"), "same")
        return f"TypedSet[{known}]", read
    known, read = reader(result, types.collections, pascal) or (types.name(result, name, "result"), "same")
    return f"TypedQuery[{known}]", read
