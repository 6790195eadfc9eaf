"""Acting as somebody: each identity by a real token or secret of its own."""

from pathlib import Path
from typing import Any

import pytest

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError
from app.clerk.template_tokens import forget
from app.developer.identities import Identity, Key, Me, Role, User, read_identity, secret_for
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError, Unauthorized
from app.settings import Settings
from tests.developer.conftest import settings_in

SESSION = ("user_1", "sess_1")
on_one_loop = pytest.mark.asyncio(loop_scope="module")


async def ask(query: str, identity: Identity, settings: Settings) -> Any:
    async with FaunaClient(settings.fauna_endpoint) as client:
        return (await client.query(query, secret=await secret_for(identity, settings))).data


async def demo_user(settings: Settings, role: str) -> str:
    async with BackendApi(settings) as api:
        (user,) = await api.users(f"{role}+clerk_test@example.com")
    return user["id"]


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("me", Me("sess_1")),
        ("user:user_2", User("user_2")),
        ("user:user_1", Me("sess_1")),
        ("role:member", Role("member")),
        ("key:admin", Key("admin")),
        ("key:server-readonly", Key("server-readonly")),
    ],
)
def test_pages_name_identities_by_text(text: str, identity: Identity) -> None:
    assert read_identity(text, SESSION) == identity


@pytest.mark.parametrize(
    "text",
    [
        "",
        "me:x",
        "user",
        "user:",
        "user:../jwks",
        "role:",
        "role:a:admin",
        "role:a b",
        "key:root",
        "key:",
        "x",
        5,
        None,
    ],
)
def test_anything_else_names_nobody(text: object) -> None:
    with pytest.raises(ValueError, match="no identity"):
        read_identity(text, SESSION)


@on_one_loop
async def test_users_are_themselves_to_fauna(ready: Settings) -> None:
    member, manager = await demo_user(ready, "member"), await demo_user(ready, "manager")
    async with BackendApi(ready) as api:
        session = (await api.create_session(member))["id"]
    assert await ask("Query.token()!.sub", Me(session), ready) == member
    assert await ask("Query.token()!.sub", User(manager), ready) == manager
    assert await ask("Query.token()!.role", User(manager), ready) == "manager"
    with pytest.raises(ClerkError):
        await secret_for(User("user_unknown"), ready)
    with pytest.raises(ClerkError):
        await secret_for(User("user_unknown"), ready)


@on_one_loop
async def test_a_session_made_for_a_user_serves_until_it_ends_and_is_then_made_anew(ready: Settings) -> None:
    member = await demo_user(ready, "member")
    first = await secret_for(User(member), ready)
    assert await secret_for(User(member), ready) == first
    async with BackendApi(ready) as api:
        for session in await api.active_sessions(member):
            await api.revoke_session(session["id"])
            forget(session["id"])
    assert await secret_for(User(member), ready) != first


@on_one_loop
async def test_roles_and_keys_do_what_they_may(ready: Settings) -> None:
    assert await ask("Query.token()", Role("member"), ready) is None
    assert await ask('Role.create({ name: "made" }).name', Key("admin"), ready) == "made"
    for identity in (Role("member"), Key("server"), Key("server-readonly")):
        with pytest.raises(FaunaError) as raised:
            await ask('Role.create({ name: "more" })', identity, ready)
        assert raised.value.code == "permission_denied"
    with pytest.raises(Unauthorized):
        await ask("1", Role("nobody"), ready)


async def test_without_an_admin_key_setup_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unauthorized, match="Setup"):
        await secret_for(Key("admin"), settings_in(tmp_path))


def test_an_identity_prints_no_session() -> None:
    assert "sess_1" not in repr(Me("sess_1"))
