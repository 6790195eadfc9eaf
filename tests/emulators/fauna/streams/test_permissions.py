"""What a stream shows to whom, and when it ends since its reader may no longer read."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.emulators.fauna.access.jwks import KeySets
from tests.emulators.fauna.access.providing import ISSUER, JWKS, header, jwk, signed
from tests.emulators.fauna.streams.streaming import SECRET, Client, Stream, database

LOSS = {"code": "permission_loss", "message": "Stream authentication is no longer valid."}
INVALID = {"error": {"code": "unauthorized", "message": "Invalid token, unable to authenticate request"}}
PROVIDER = f"""
access provider Clerk {{
  issuer "{ISSUER}"
  jwks_uri "{JWKS}"
  role member
}}
"""
MEMBER = """
role member {
  privileges Note {
    read { predicate (note => note.shared == true || note.owner == Query.token()!.sub) }
  }
}
"""
OTHERS = """
role other { privileges Note { read } }
role user {
  privileges Note { read }
  membership User
}
"""
SCHEMA = "collection Note {}\ncollection User {}\n" + OTHERS + MEMBER + PROVIDER


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A client of a database whose access provider signs with a key of the tests."""
    async with database(SCHEMA) as made:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"keys": [jwk("k")]}))
        made.app.sessions.keys = KeySets(httpx.AsyncClient(transport=transport))
        yield made
        await made.app.sessions.keys.close()


def token(client: Client, seconds: float = 60, **claims: Any) -> str:
    """A token of the access provider."""
    audience = next(each.audience for each in client.app.store.catalog.all("databases") if each.name == "db")
    payload = {"iss": ISSUER, "aud": audience, "sub": "ann", "exp": time.time() + seconds, **claims}
    return signed(header(), payload)


def ids(events: list[Any]) -> list[str]:
    return [f"{event['type']} {event['data']['@doc']['id']}" for event in events]


async def lost(stream: Stream, seconds: float = 5.0) -> None:
    """Its permission is lost, and then it ends."""
    event = await stream.next(seconds)
    while event is not None and event["type"] == "status":
        event = await stream.next(seconds)
    assert event is not None
    assert (event["type"], event["error"]) == ("error", LOSS)
    assert await stream.next() is None


async def test_a_document_enters_and_leaves_with_the_right_to_read_it(client: Client) -> None:
    ann, ben = token(client), token(client, sub="ben")
    source = await client.source("Note.all().eventSource()", ann)
    async with client.stream(source, ann) as anns, client.stream(source, ben) as bens:
        await client.data('Note.create({ id: 1, owner: "ann", shared: false })')
        await client.data("Note.byId(1)!.update({ text: 1 })")
        await client.data("Note.byId(1)!.update({ shared: true, text: 2 })")
        await client.data("Note.byId(1)!.update({ shared: false, text: 3 })")
        await client.data("Note.byId(1)!.update({ text: 4 })")
        await client.data('Note.create({ id: 2, owner: "ben", shared: false })')
        assert ids(await anns.events(5)) == ["add 1"] + ["update 1"] * 4
        added, removed, own = await bens.events(3)
        assert ids([added, removed, own]) == ["add 1", "remove 1", "add 2"]
        assert removed["data"]["@doc"]["text"] == {"@int": "2"}, "its last readable state"
        assert removed["txn_ts"] > added["txn_ts"]
        assert await anns.silence()


async def test_a_mapped_value_and_a_single_document_enter_and_leave_alike(client: Client) -> None:
    ann = token(client)
    await client.data("Note.create({ id: 1, shared: true, text: 1 })")
    mapped = await client.source("Note.all().map(.text).eventSource()", ann)
    single = await client.source("Set.single(Note.byId(1)!).eventSource()", ann)
    async with client.stream(mapped, ann) as values, client.stream(single, ann) as documents:
        await client.data("Note.byId(1)!.update({ shared: false })")
        await client.data("Note.byId(1)!.update({ text: 2 })")
        await client.data("Note.byId(1)!.update({ shared: true })")
        assert [(event["type"], event["data"]) for event in await values.events(2)] == [
            ("remove", {"@int": "1"}),
            ("add", {"@int": "2"}),
        ]
        assert ids(await documents.events(2)) == ["remove 1", "add 1"]


async def test_a_stream_ends_when_its_token_expires_and_another_token_resumes_it(client: Client) -> None:
    expiring = token(client, 0.7)
    source = await client.source("Note.all().eventSource()", expiring)
    async with client.stream(source, expiring) as stream:
        await client.data("Note.create({ id: 1, shared: true })")
        (first,) = await stream.events(1)
        await lost(stream, 1.2)
    assert await client.request("/stream/1", {"token": source}, expiring) == (401, INVALID)
    await client.data("Note.create({ id: 2, shared: true })")
    fresh = token(client)
    async with client.stream(source, fresh, cursor=first["cursor"]) as stream:
        assert ids(await stream.events(1)) == ["add 2"]


@pytest.mark.parametrize(
    "schema",
    [
        SCHEMA.replace("note.shared == true", "note.shared == false"),
        SCHEMA.replace(PROVIDER, ""),
        SCHEMA.replace(PROVIDER, PROVIDER.replace(ISSUER, ISSUER + "/other")),
        SCHEMA.replace("role member\n", "role other\n"),
    ],
    ids=["its role has another predicate", "no provider", "another issuer", "the provider gives another role"],
)
async def test_a_stream_ends_when_its_right_rests_on_something_else_now(client: Client, schema: str) -> None:
    ann = token(client)
    source = await client.source("Note.all().eventSource()", ann)
    async with client.stream(source, ann) as stream:
        await stream.next()
        await client.push(schema)
        await lost(stream)


async def test_a_stream_goes_on_when_only_other_definitions_change(client: Client) -> None:
    ann = token(client)
    source = await client.source("Note.all().eventSource()", ann)
    async with client.stream(source, ann) as stream:
        await stream.next()
        await client.push(SCHEMA.replace(OTHERS, "") + "role third {}\ncollection Else {}")
        await client.data("Collection.byName('Note')!.update({ history_days: 1 })")
        await client.data("Key.create({ role: 'server' })")
        await client.data("Note.create({ id: 1, shared: true })")
        assert ids(await stream.events(1)) == ["add 1"]


async def test_a_stream_ends_when_its_key_is_deleted_or_expires(client: Client) -> None:
    source = await client.source("Note.all().eventSource()")
    key = await client.data('let key = Key.create({ role: "other" }); { id: key.id, secret: key.secret }')
    brief = await client.data('Key.create({ role: "server", ttl: Time.now().add(700, "milliseconds") }).secret')
    async with client.stream(source, key["secret"]) as stream, client.stream(source, brief) as ending:
        await stream.next()
        await client.data(f'Key.byId("{key["id"]}")!.delete()')
        await lost(stream)
        await lost(ending, 1.2)


async def test_a_stream_ends_when_its_token_or_the_document_of_it_is_deleted(client: Client) -> None:
    source = await client.source("Note.all().eventSource()")
    tokens = [
        await client.data(
            f"let t = Token.create({{ document: User.create({{ id: {number} }}) }}); {{ id: t.id, secret: t.secret }}"
        )
        for number in (1, 2)
    ]
    async with (
        client.stream(source, tokens[0]["secret"]) as first,
        client.stream(source, tokens[1]["secret"]) as second,
    ):
        await client.data("Note.create({ id: 1 })")
        assert ids(await first.events(1)) == ids(await second.events(1)) == ["add 1"]
        await client.data(f'Token.byId("{tokens[0]["id"]}")!.delete()')
        await lost(first)
        await client.data("User.byId(2)!.delete()")
        await lost(second)


async def test_a_stream_ends_with_its_database(client: Client) -> None:
    source = await client.source("Note.all().eventSource()")
    async with client.stream(source) as stream:
        await stream.next()
        await client.data('Database.byName("db")!.delete()', SECRET)
        await lost(stream)


async def test_a_source_of_one_database_is_none_in_another(client: Client) -> None:
    source = await client.source("Note.all().eventSource()")
    await client.data('Database.create({ name: "other" })', SECRET)
    message = "Error evaluating provided stream, Unbound variable `Note`"
    answer = {"error": {"code": "invalid_request", "message": message}}
    assert await client.request("/stream/1", {"token": source}, f"{SECRET}:other:admin") == (400, answer)


async def test_who_may_read_nothing_of_a_collection_cannot_watch_it(client: Client) -> None:
    await client.data('Role.create({ name: "nobody", privileges: [] })')
    await client.data("Note.create({ id: 1 })")
    nobody = f"{SECRET}:db:@role/nobody"
    for query, message in {
        "Note.all().eventSource()": "Insufficient privileges to read from collection Note.",
        "Set.single(Note.byId(1)).eventSource()": "Insufficient privileges to create a stream on the source document.",
    }.items():
        status, answer = await client.request("/query/1", {"query": query}, nobody)
        assert (status, answer["error"]) == (400, {"code": "permission_denied", "message": message})
