"""Setting up both services through their public APIs."""

import itertools
import json
import stat
from collections.abc import Awaitable, Callable

import httpx
import pytest
from fauna import fql

from app import setup
from app.clerk.backend import BackendApi
from app.clerk.errors import RequestRefused
from app.fauna.client import FaunaClient
from app.settings import Settings
from app.setup.demo import DEMO_USERS
from app.setup.fauna_steps import audience

from .conftest import ROOT_SECRET

IDS = ["keys", "database", "schema", "provider", "template", "users", "notes"]


async def databases(settings: Settings) -> bool:
    async with FaunaClient(settings.fauna_endpoint) as client:
        return (await client.query(fql('Database.byName("app").exists()'), secret=ROOT_SECRET)).data


def kept_secret(settings: Settings) -> str:
    return json.loads((settings.local_dir / "setup.json").read_text())["secret"]


async def test_all_steps_hold_after_they_were_applied(emulators: Settings) -> None:
    done = await setup.apply(emulators)
    assert [item.step.id for item in done] == IDS
    assert [item.result for item in done if not item.result.ok] == []


async def test_applying_twice_changes_nothing(emulators: Settings) -> None:
    await setup.apply(emulators)
    before = kept_secret(emulators), await audience(emulators)
    async with BackendApi(emulators) as api:
        template = await api.templates()
        await setup.apply(emulators)
        assert await api.templates() == template
        assert [len(await api.users(user.email)) for user in DEMO_USERS] == [1, 1]
    assert (kept_secret(emulators), await audience(emulators)) == before


async def test_checking_changes_nothing(emulators: Settings) -> None:
    done = await setup.check(emulators)
    assert [item.step.id for item in done if item.result.ok] == ["keys"]
    assert not await databases(emulators)
    assert not (emulators.local_dir / "setup.json").exists()


async def test_a_failing_check_says_what_to_do(emulators: Settings) -> None:
    done = await setup.check(emulators)
    assert all(item.result.evidence and item.result.fix for item in done if not item.result.ok)


async def test_the_admin_key_is_for_its_owner_only(emulators: Settings) -> None:
    await setup.apply(emulators)
    assert stat.S_IMODE((emulators.local_dir / "setup.json").stat().st_mode) == 0o600


async def test_no_evidence_or_value_shows_a_secret(emulators: Settings) -> None:
    await setup.apply(emulators)
    shown = repr([item.result for item in await setup.check(emulators)])
    for secret in (kept_secret(emulators), ROOT_SECRET, emulators.clerk_secret_key.get_secret_value()):
        assert secret not in shown


async def test_the_template_names_exactly_this_database(emulators: Settings) -> None:
    await setup.apply(emulators)
    async with BackendApi(emulators) as api:
        (template,) = await api.templates()
    assert template["claims"] == {
        "aud": await audience(emulators),
        "role": "{{user.public_metadata.role}}",
        "email": "{{user.primary_email_address}}",
        "name": "{{user.full_name || 'Somebody'}}",
    }


@pytest.mark.parametrize("audiences", ["https://db.fauna.com/db/other", ["https://db.fauna.com/db/a"], None])
async def test_a_wrong_audience_is_mended_and_other_claims_stay(emulators: Settings, audiences: object) -> None:
    await setup.apply(emulators)
    async with BackendApi(emulators) as api:
        (template,) = await api.templates()
        claims = {"aud": audiences, "team": "{{org.id}}"}
        await api.update_template(template["id"], {"name": template["name"], "claims": claims})
        assert not (await setup.check(emulators))[IDS.index("template")].result.ok
        await setup.apply(emulators)
        (mended,) = await api.templates()
    assert mended["claims"]["aud"] == await audience(emulators)
    assert mended["claims"]["team"] == "{{org.id}}"
    assert mended["claims"]["role"] == "{{user.public_metadata.role}}"


async def test_the_schema_that_was_there_stays(emulators: Settings) -> None:
    await setup.apply(emulators)
    own = '// mine\nrole auditor {\n}\n\naccess provider Other {\n  issuer "https://a.test"\n  jwks_uri "https://a.test/j"\n}\n'
    async with FaunaClient(emulators.fauna_endpoint) as client:
        secret = kept_secret(emulators)
        await client.push_schema({"main.fsl": own, "more.fsl": "role extra {\n}\n"}, secret=secret)
        await setup.apply(emulators)
        files = await client.schema_files(secret=secret)
    assert files["more.fsl"] == "role extra {\n}\n"
    assert files["main.fsl"].startswith(own)
    assert "access provider Clerk" in files["main.fsl"]


async def test_a_provider_of_another_address_is_pointed_at_this_one(emulators: Settings) -> None:
    await setup.apply(emulators)
    async with FaunaClient(emulators.fauna_endpoint) as client:
        secret = kept_secret(emulators)
        files = await client.schema_files(secret=secret)
        here, elsewhere = emulators.clerk_frontend_api, "http://127.0.0.1:1/x"
        moved = {name: text.replace(here, elsewhere) for name, text in files.items()}
        await client.push_schema(moved, secret=secret)
        assert not (await setup.check(emulators))[IDS.index("provider")].result.ok
        await setup.apply(emulators)
        assert await client.schema_files(secret=secret) == files


async def test_an_admin_key_that_was_revoked_is_replaced(emulators: Settings) -> None:
    await setup.apply(emulators)
    path = emulators.local_dir / "setup.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "secret": "fnGone"}))
    done = await setup.apply(emulators)
    assert all(item.result.ok for item in done)
    assert kept_secret(emulators) != "fnGone"


async def test_a_demo_user_who_lost_the_role_gets_it_back(emulators: Settings) -> None:
    await setup.apply(emulators)
    headers = {"Authorization": f"Bearer {emulators.clerk_secret_key.get_secret_value()}"}
    async with BackendApi(emulators) as api, httpx.AsyncClient(trust_env=False) as http:
        (user,) = await api.users(DEMO_USERS[0].email)
        address = f"{emulators.clerk_backend_api}/users/{user['id']}/metadata"
        answer = await http.patch(address, json={"public_metadata": {"role": None}}, headers=headers)
        assert answer.json()["public_metadata"] == {}
        assert not (await setup.check(emulators))[IDS.index("users")].result.ok
        await setup.apply(emulators)
        (mended,) = await api.users(DEMO_USERS[0].email)
    assert mended["public_metadata"] == {"role": "manager"}


def test_the_published_password_never_reaches_a_real_clerk() -> None:
    for user in DEMO_USERS:
        assert "password" in user.fields(emulated=True)
        real = user.fields(emulated=False)
        assert "password" not in real and real["skip_password_requirement"] is True


async def test_nothing_answering_is_said_by_every_step(settings: Settings) -> None:
    done = await setup.check(settings)
    assert [item.result.ok for item in done] == [False] * len(IDS)
    assert all(item.result.evidence and item.result.fix for item in done)


async def change_template(settings: Settings, **changes: object) -> None:
    async with BackendApi(settings) as api:
        (template,) = await api.templates()
        await api.update_template(template["id"], {"name": template["name"], "claims": template["claims"], **changes})


async def change_schema(settings: Settings, old: str, new: str) -> None:
    async with FaunaClient(settings.fauna_endpoint) as client:
        secret = kept_secret(settings)
        files = await client.schema_files(secret=secret)
        await client.push_schema({name: text.replace(old, new) for name, text in files.items()}, secret=secret)


async def break_role_claim(settings: Settings) -> None:
    await change_template(settings, claims={"aud": await audience(settings), "role": "manager"})


async def break_audience(settings: Settings) -> None:
    await change_template(settings, claims={"aud": (await audience(settings)) + "/"})


async def break_lifetime(settings: Settings) -> None:
    await change_template(settings, lifetime=86_400)


async def break_signing_key(settings: Settings) -> None:
    own = {
        "custom_signing_key": True,
        "signing_algorithm": "HS256",
        "signing_key": "a-key-of-its-own-that-is-long-enough",
    }
    await change_template(settings, **own)


async def break_name(settings: Settings) -> None:
    await change_template(settings, name="renamed")


async def break_issuer(settings: Settings) -> None:
    address = settings.clerk_frontend_api
    await change_schema(settings, f'issuer "{address}"', f'issuer "{address}/"')


async def break_key(settings: Settings) -> None:
    (settings.local_dir / "setup.json").write_text("{half a file")


BREAKS: dict[Callable[[Settings], Awaitable[None]], str] = {
    break_role_claim: "Its `role` is 'manager', not '{{user.public_metadata.role}}'.",
    break_audience: "Its `aud` is 'https://db.fauna.com/db/",
    break_lifetime: "Its tokens live 86400 s, so long does a sign-out leave them usable.",
    break_signing_key: "It signs with a key of its own, which the access provider cannot find.",
    break_name: "There is no JWT template `fauna`.",
    break_issuer: "the slash at the end must go: tokens have none.",
    break_key: "There is no admin key of the app's database.",
}


@pytest.mark.parametrize(("damage", "words"), BREAKS.items(), ids=[damage.__name__ for damage in BREAKS])
async def test_what_is_broken_is_named_precisely_and_mended(
    damage: Callable[[Settings], Awaitable[None]], words: str, emulators: Settings
) -> None:
    await setup.apply(emulators)
    await damage(emulators)
    failing = [item.result for item in await setup.check(emulators) if not item.result.ok]
    assert words in " ".join(line for result in failing for line in result.evidence)
    assert all(result.fix for result in failing)
    assert all(item.result.ok for item in await setup.apply(emulators))


async def everything(settings: Settings) -> object:
    secret = kept_secret(settings)
    async with BackendApi(settings) as api, FaunaClient(settings.fauna_endpoint) as client:
        users = [[user["id"] for user in await api.users(demo.email)] for demo in DEMO_USERS]
        return secret, await api.templates(), users, await client.schema_files(secret=secret)


@pytest.mark.parametrize(
    "pair", list(itertools.combinations(BREAKS, 2)), ids=lambda pair: "+".join(d.__name__ for d in pair)
)
async def test_applying_twice_is_applying_once(
    pair: tuple[Callable[[Settings], Awaitable[None]], ...], emulators: Settings
) -> None:
    await setup.apply(emulators)
    for damage in sorted(pair, key=lambda damage: (damage is break_key, damage is break_name)):
        await damage(emulators)
    await setup.apply(emulators)
    once = await everything(emulators)
    await setup.apply(emulators)
    assert await everything(emulators) == once


async def test_the_values_can_be_pasted_as_they_are(emulators: Settings) -> None:
    await setup.apply(emulators)
    await break_role_claim(emulators)
    values = (await setup.check(emulators))[IDS.index("template")].result.values
    assert json.loads(values["claims"]) == {
        "aud": await audience(emulators),
        "role": "{{user.public_metadata.role}}",
        "email": "{{user.primary_email_address}}",
        "name": "{{user.full_name || 'Somebody'}}",
    }
    assert (values["name"], values["lifetime"]) == ("fauna", "60")


async def test_a_step_that_fails_keeps_nothing_else_back(emulators: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise RequestRefused("jwt_template_reserved_claim", "You can't use the reserved claim: 'aud'")

    monkeypatch.setattr(BackendApi, "create_template", refuse)
    done = {item.step.id: item.result for item in await setup.apply(emulators)}
    assert [name for name, result in done.items() if not result.ok] == ["template"]
    assert done["template"].evidence[0] == "You can't use the reserved claim: 'aud'"
    monkeypatch.undo()
    assert all(item.result.ok for item in await setup.apply(emulators))
