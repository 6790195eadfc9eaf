"""Asking Clerk and Fauna what is known of a session's token."""

import time
from dataclasses import dataclass, replace
from typing import Any

import httpx
import jwt

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError
from app.clerk.jwks import public_keys
from app.clerk.template_tokens import TemplateToken, template_token
from app.connections import kept_client
from app.developer.identities import admin_secret
from app.developer.token.facts import Facts, Grant, Provider, read_privileges, read_provider
from app.developer.token.parts import Part, claim_parts, header_parts
from app.developer.token.verify import Check, checks
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError
from app.settings import Settings

TIMEOUT_SECONDS = 5.0
DEFINITIONS = "{ providers: AccessProvider.all().toArray(), roles: Role.all().toArray() }"


@dataclass(frozen=True, slots=True)
class Report:
    """The token in words; times are Unix seconds by this server's clock."""

    header: list[Part]
    claims: list[Part]
    checks: list[Check]
    issued_at: float
    expires_at: float
    now: float
    problems: tuple[str, ...] = ()


async def inspect_token(session_id: str, settings: Settings, *, with_definitions: bool) -> Report:
    """The session's token, explained; without definitions only what the token's owner may know of the database.

    Raises `ClerkError` when there is no token.
    """
    token = await template_token(session_id, settings=settings)
    facts = await _keys(token, settings)
    if with_definitions:
        facts = await _definitions(token, await _template(facts, settings), settings)
    header, claims = token.header, token.claims
    issued = claims.get("iat")
    return Report(
        header_parts(header, facts),
        claim_parts(claims, facts),
        checks(header, claims, facts),
        float(issued) if isinstance(issued, int | float) else facts.now,
        token.expires_at,
        facts.now,
        facts.problems,
    )


async def _keys(token: TemplateToken, settings: Settings) -> Facts:
    now = time.time()
    http = kept_client(local=settings.clerk_emulated)
    address = f"{settings.clerk_frontend_api}/.well-known/jwks.json"
    try:
        keys = public_keys((await http.get(address, timeout=TIMEOUT_SECONDS)).json())
    except (httpx.HTTPError, ValueError, RecursionError):
        return Facts(now=now, problems=("Clerk's key set cannot be had at the moment.",))
    key = keys.get(str(token.header.get("kid")))
    return Facts(now=now, published=tuple(keys), signature=None if key is None else _is_signed(token.jwt, key))


def _is_signed(text: str, key: Any) -> bool:
    try:
        jwt.api_jws.decode(text, key, algorithms=["RS256"])
    except jwt.PyJWTError:
        return False
    return True


async def _template(facts: Facts, settings: Settings) -> Facts:
    try:
        async with BackendApi(settings) as api:
            found = await api.templates()
    except ClerkError as error:
        return replace(facts, problems=(*facts.problems, f"The JWT template cannot be read: {error}"))
    return replace(facts, template=next((item for item in found if item["name"] == settings.clerk_jwt_template), None))


async def _definitions(token: TemplateToken, facts: Facts, settings: Settings) -> Facts:
    try:
        secret = admin_secret(settings)
        async with FaunaClient(settings.fauna_endpoint) as client:
            found = (await client.query(DEFINITIONS, secret=secret)).raw
            providers = [item for item in map(read_provider, found.get("providers", [])) if item is not None]
            judged = [await _judged(item, token, client, secret) for item in providers]
    except FaunaError as error:
        return replace(facts, problems=(*facts.problems, f"The database's definitions cannot be read: {error}"))
    privileges = [item for role in found.get("roles", []) for item in read_privileges(role)]
    return replace(facts, providers=tuple(judged), privileges=tuple(privileges))


async def _judged(provider: Provider, token: TemplateToken, client: FaunaClient, secret: str) -> Provider:
    """The provider of this token with its predicates decided: by Fauna, and read-only."""
    if provider.issuer != token.claims.get("iss"):
        return provider
    grants = [await _decided(grant, token, client, f"{secret}:server-readonly") for grant in provider.grants]
    return replace(provider, grants=tuple(grants))


async def _decided(grant: Grant, token: TemplateToken, client: FaunaClient, secret: str) -> Grant:
    if not grant.predicate:
        return replace(grant, holds=True)
    try:
        answer = await client.query(
            f"({grant.predicate})(claims)", secret=secret, arguments={"claims": dict(token.claims)}
        )
    except FaunaError:
        return grant
    return replace(grant, holds=answer.data is True)
