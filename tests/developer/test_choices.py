"""Whom a developer may act as; what cannot be asked is said and hides nothing else."""

import pytest
from pydantic import SecretStr

from app.developer.choices import choices
from app.developer.identities import KEYS
from app.settings import Settings

on_one_loop = pytest.mark.asyncio(loop_scope="module")


@on_one_loop
async def test_users_roles_and_keys_are_offered(ready: Settings) -> None:
    found = await choices(ready)
    assert found.problem == ""
    assert {"member", "manager"} <= set(found.roles)
    assert found.roles == tuple(sorted(found.roles))
    assert found.keys == KEYS
    assert all(user_id.startswith("user_") for user_id, _ in found.users)
    assert any("member+clerk_test@example.com" in label for _, label in found.users)


@on_one_loop
async def test_without_a_right_clerk_secret_the_roles_are_still_there(ready: Settings) -> None:
    wrong = ready.model_copy(update={"clerk_secret": SecretStr("sk_test_wrong")})
    found = await choices(wrong)
    assert found.users == ()
    assert "member" in found.roles
    assert found.problem != ""
    assert "sk_test_wrong" not in found.problem
