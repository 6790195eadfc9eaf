"""What FaunaDB says of fields that are its own to give, and how it shows what schema files define."""

import pytest

from tests.emulators.fauna.access.providing import Served, served

SCHEMA = """
collection Item {}
role r {}
access provider ap {
  issuer "https://x.example"
  jwks_uri "https://x.example/k"
  role r
}
"""
RESERVED = "Is a reserved field and cannot be used"


async def told(fauna: Served, query: str) -> dict[str, str]:
    """The error's message and, by field, what is wrong there."""
    error = (await fauna.ask(fauna.admin, query, X_Typecheck="false")).json()["error"]
    return {each["paths"][0][0]: each["message"] for each in error.get("constraint_failures", ())} | {
        "": error["message"]
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('Role.create({ name: "X", ts: 1, nope: 2 })', {"": "Failed to create Role.", "ts": RESERVED}),
        ('Role.byName("r")!.update({ id: 1 })', {"": "Failed to update Role `r`.", "id": RESERVED}),
        ('Database.create({ name: "X", coll: 1 })', {"": "Failed to create Database.", "coll": RESERVED}),
        (
            'Key.create({ role: "admin", ttl: 1 })',
            {"": "Failed to create Key.", "ttl": "Expected Time | Null, provided Int"},
        ),
        (
            'Collection.create({ name: "X", id: 1 })',
            {"": "Create in collection Collection failed due to invalid document id 1"},
        ),
        (
            'Function.create({ name: "X", body: "x => x", id: null })',
            {"": "Failed to create Function.", "id": "Missing required field of type ID | String | Long"},
        ),
        ('Role.byName("r")!.nope()', {"": "The function `nope` does not exist on `Doc`"}),
    ],
)
async def test_what_is_not_taken_is_told_as_faunadb_does(query: str, expected: dict[str, str]):
    async with served(SCHEMA) as fauna:
        assert await told(fauna, query) == expected


async def test_an_update_that_is_refused_names_the_key():
    async with served(SCHEMA) as fauna:
        key = await fauna.data(fauna.admin, 'Key.create({ role: "server" }).id')
        answer = await told(fauna, f'Key.byId("{key}")!.update({{ nope: 1 }})')
        assert answer == {"": f"Failed to update Key with id {key}.", "nope": "Unexpected field provided"}


async def test_what_is_known_by_its_name_makes_no_use_of_an_id():
    async with served(SCHEMA) as fauna:
        assert await fauna.data(fauna.admin, 'Role.create({ name: "X", id: 1 }).name') == "X"
        assert await fauna.data(fauna.admin, 'Key.byId("1").id') == "1"


async def test_lists_of_schema_files_are_shown_as_lists():
    async with served(SCHEMA) as fauna:
        assert await fauna.data(fauna.admin, 'AccessProvider.byName("ap")!.roles') == ["r"]
        role = await fauna.data(fauna.admin, 'let r = Role.byName("r")!; [r.privileges, r.membership]')
        assert role == [[], []]
