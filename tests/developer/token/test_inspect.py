"""The report on a real token, asked from both emulators."""

import pytest

from app.clerk.template_tokens import template_token
from app.developer.faults.emulators import rotate_signing_key
from app.developer.token import inspect_token
from app.settings import Settings
from tests.developer.sessions import signed_in


@pytest.mark.asyncio(loop_scope="module")
async def test_a_members_token_passes_and_gets_one_role(ready: Settings):
    _, session = await signed_in(ready, "member")
    token = await template_token(session, settings=ready)
    report = await inspect_token(session, ready, with_definitions=True)
    failed = [(check.title, check.evidence) for check in report.checks if check.mark != "yes"]
    assert failed == [("It gets the role manager", "the predicate does not hold")]
    passed = {part.name for part in report.claims if part.mark == "yes"}
    assert passed == {"iss", "aud", "exp", "nbf"}
    sources = {part.name: part.source for part in report.claims}
    assert sources["role"] == "The template, by the shortcode {{user.public_metadata.role}}"
    assert report.expires_at - report.issued_at == 60
    assert report.problems == ()
    assert token.jwt not in repr(report)
    assert token.jwt.rpartition(".")[2] not in repr(report)
    await without_definitions_the_databases_rules_stay_behind(session, ready)
    await a_key_that_is_gone_is_told(session, ready)


async def without_definitions_the_databases_rules_stay_behind(session: str, settings: Settings) -> None:
    report = await inspect_token(session, settings, with_definitions=False)
    assert "Query.token()" not in repr(report) and "predicate of" not in repr(report)
    assert [check.mark for check in report.checks] == ["yes", "none", "yes", "yes", "yes", "yes"]


async def a_key_that_is_gone_is_told(session: str, settings: Settings) -> None:
    await rotate_signing_key(settings, keep_old=False)
    report = await inspect_token(session, settings, with_definitions=True)
    failed = [check.title for check in report.checks if check.mark == "no"]
    assert failed == ["The key that signed it is published", "It gets the role manager"]
