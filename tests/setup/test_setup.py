"""Setting up both services through their public APIs."""

import json
import stat

import httpx
import pytest
from fauna import fql

from app import setup
from app.clerk.backend import BackendApi
from app.fauna.client import FaunaClient
from app.settings import Settings
from app.setup.demo import DEMO_USERS
from app.setup.fauna_steps import audience

from .conftest import ROOT_SECRET

IDS = ["keys", "database", "provider", "template", "users"]


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
