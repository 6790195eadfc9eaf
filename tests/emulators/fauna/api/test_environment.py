"""What editors and consoles learn of the language, compared with what a real service tells them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.emulators.fauna.stdlib.shapes import members
from tests.emulators.fauna.api.serving import SECRET, ask, serving

RECORDED = Path(__file__).parents[3] / "golden" / "environment" / "empty.json"
STORED = (
    "AccessProvider", "Collection", "CollectionDef", "Credential", "Database", "DatabaseDef", "Function", "FunctionDef",
    "Key", "Role", "Token",
)  # fmt: skip
LATER = {f"{prefix}{name}{suffix}" for name in STORED for prefix in ("", "Null") for suffix in ("", "Collection")}
"""Types of stored definitions: their tables grow with what can be stored."""


async def answer(**headers: str) -> tuple[int, Any]:
    async with serving() as client:
        response = await client.get("/environment/1", headers=headers)
    return response.status_code, response.json()


async def test_the_environment_of_an_empty_database_is_as_recorded() -> None:
    recorded = json.loads(RECORDED.read_text())
    status, data = await answer()
    assert status == 200
    assert data.keys() == recorded.keys()
    assert data["environment"]["globals"] == recorded["environment"]["globals"]
    types, wanted = data["environment"]["types"], recorded["environment"]["types"]
    assert {name: types.get(name) for name in wanted.keys() - LATER} == {
        name: shape for name, shape in wanted.items() if name not in LATER
    }
    assert types.keys() - LATER == wanted.keys() - LATER


def unordered(shape: dict[str, Any]) -> Any:
    """A shape whose signatures are bags of words: the service prints fields in no fixed order."""
    words = re.compile(r"\w+|[^\w\s]")
    fields = {name: sorted(words.findall(text)) for name, text in shape.get("fields", {}).items()}
    return {**shape, "fields": fields, "alias": sorted(words.findall(shape.get("alias", "")))}


async def test_the_databases_own_collections_and_functions_are_told_as_recorded() -> None:
    recorded = json.loads(RECORDED.with_name("with_schema.json").read_text())["environment"]
    file = RECORDED.with_name("with_schema.fsl").read_text()
    async with serving() as client:
        made = await ask(client, "Database.create({ name: 'own' }).name")
        assert made["status"] == 200
        child = {"Authorization": f"Bearer {SECRET}:own:admin"}
        pushed = await client.post(
            "/schema/1/update?force=true", headers=child, files=[("main.fsl", ("main.fsl", file.encode()))]
        )
        assert pushed.status_code == 200, pushed.text
        told = (await client.get("/environment/1", headers=child)).json()["environment"]
    # An untyped function's type is inferred by the service; the emulator says Any.
    assert told["globals"] == {**recorded["globals"], "double": "UserFunction<(x: Any) => Any>"}
    own = {
        f"{before}{name}{after}"
        for name in ("Note", "Person")
        for before in ("", "Null")
        for after in ("", "Collection")
    }
    assert {name: unordered(told["types"][name]) for name in own & recorded["types"].keys()} == {
        name: unordered(recorded["types"][name]) for name in own & recorded["types"].keys()
    }
    assert own & told["types"].keys() == own & recorded["types"].keys()


async def test_a_collection_without_defined_fields_takes_any() -> None:
    async with serving() as client:
        await ask(client, "Collection.create({ name: 'Cat', indexes: { byX: { terms: [{ field: '.x' }] } } })")
        types = (await client.get("/environment/1")).json()["environment"]["types"]
    assert types["Cat"]["alias"] == "{ id: ID, ts: Time, ttl: Time | Null, *: Any }"
    assert types["CatCollection"]["fields"]["byX"].startswith("((term1: Any) => Set<Cat>) &")
    # As the service prints it in the errors of such a collection.
    made = "(data: { id: ID | Null, ttl: Time | Null, data: Null, *: Any }) => Cat"
    assert types["CatCollection"]["fields"]["create"] == made


async def test_the_environment_needs_a_secret_that_may_read_it() -> None:
    assert (await answer(Authorization="Bearer nope"))[0] == 401
    assert (await answer(Authorization="Bearer secret:@role/reader"))[0] in (401, 403)


@pytest.mark.parametrize(
    ("type_name", "name", "signature"),
    [
        ("String", "at", "(index: Number) => String"),
        ("Int", "toString", "() => String"),
        ("MathModule", "PI", "Number"),
        ("Array", "map", "<A, B> (mapper: (A => B)) => Array<B>"),
        ("RoleCollection", "byName", "(name: String) => NamedRef<Role>"),
    ],
)
def test_a_console_finds_members_with_their_signatures(type_name: str, name: str, signature: str) -> None:
    found = members(type_name)
    assert found[name].signature == signature
    assert list(found) == sorted(found)


def test_a_console_can_tell_the_parameters_of_each_overload() -> None:
    overloads = members("String")["slice"].parameters
    assert [[parameter.name for parameter in each] for each in overloads] == [["start"], ["start", "end"]]


def test_an_unknown_type_has_no_members() -> None:
    assert members("Nope") == {}
