"""How the written module is used; pyright accepts it, and it runs as it stands."""

from datetime import UTC, date, datetime
from typing import assert_type

from fauna import fql

from app.fauna.client import FaunaClient
from app.fauna.typed import TypedPage
from tests.fauna.typing import everything as db


async def use(client: FaunaClient, secret: str) -> None:
    ann = await db.PersonCollection.create({"name": "Ann", "age": 41, "nick": "A"}).run(client, secret=secret)
    assert_type(ann, db.Person)
    assert (ann.name, ann.age, ann.extra) == ("Ann", 41, {"nick": "A"})
    bo = await db.PersonCollection.create({"name": "Bo"}).run(client, secret=secret)
    assert_type(bo.age, int | None)
    assert bo.age is None

    thing = await db.ThingCollection.create(
        {
            "any": None,
            "anything": {"x": [1]},
            "counts": {"a": 1},
            "day": date(2020, 2, 29),
            "double": 0.5,
            "grid": [[1, 2.5], []],
            "items": [{"name": "lamp", "size": {"w": 3}, "tags": ["new"]}],
            "long": 2**40,
            "maybe": {"deep": {"odd key": 7, "when": datetime(2020, 1, 1, tzinfo=UTC)}},
            "mixed": {"a": 1, "deep": {"odd key": 8}, "b": "more"},
            "nullable": [1, None],
            "owner": ann.ref,
            "pair": [1, "a"],
            "state": "new",
        }
    ).run(client, secret=secret)
    assert_type(thing.items[0]["size"]["w"], int)
    assert (thing.items[0]["size"]["w"], thing.size, thing.flag, thing.text) == (3, 1, False, "it's")
    assert_type(thing.mixed["a"], int)
    assert thing.maybe is not None and thing.maybe["deep"].get("odd key") == 7

    found = await db.ThingCollection.by_owner(ann.ref).first().run(client, secret=secret)
    assert_type(found, db.Thing | None)
    assert found == thing
    late = db.ThingCollection.sorted(between={"from": date(2020, 3, 1)})
    assert await db.ThingCollection.by_deep_key_and_state(8, "new", 1).count().run(client, secret=secret) == 1
    assert_type(await late.page(1).run(client, secret=secret), TypedPage[db.Thing])
    assert await late.count().run(client, secret=secret) == 0
    changed = await db.ThingCollection.update(thing.id, {"state": 3, "text": None}).run(client, secret=secret)
    assert (changed.state, changed.text) == (3, None)
    await db.ThingCollection.delete(thing.id).run(client, secret=secret)
    assert await db.ThingCollection.by_id(thing.id).run(client, secret=secret) is None

    old = db.PersonCollection.where(fql("(.age ?? 0) > ${age}", age=40))
    assert [person.name async for page in old.pages(client, secret=secret) for person in page] == ["Ann"]
    everyone = await db.everyone().page(1).run(client, secret=secret)
    assert [person.name for person in everyone.data] == ["Ann"] and everyone.after is not None
    assert [person.name for person in await db.persons(bo.id, ann.id).run(client, secret=secret)] == ["Bo", "Ann"]
    oldest, picked = await db.oldest().run(client, secret=secret), await db.pick("1").run(client, secret=secret)
    assert oldest == ann and picked is None
    assert_type(oldest, db.Person | None)
    assert await db.add(2, 3).run(client, secret=secret) == 5
    described = await db.describe({"a": 4}, None).run(client, secret=secret)
    assert_type(described["total"], int | float)
    assert described["total"] == 4 and described.get("first") is None
    assert (await db.tags().page().run(client, secret=secret)).data == ["a"]
    assert await db.untyped(1, [True]).run(client, secret=secret) == [1, [True]]
