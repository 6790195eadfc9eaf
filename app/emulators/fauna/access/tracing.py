"""Opens a session for an admin who wants to know why: the same session, and a trace of what led to it."""

from collections.abc import Iterable
from typing import Any

from app.emulators.fauna.access import tokens
from app.emulators.fauna.access.session import Session, Sessions, secret_of
from app.emulators.fauna.access.tokens import Check
from app.emulators.fauna.access.trace import Trace, provider_shown
from app.emulators.fauna.api.errors import Unauthorized
from app.emulators.fauna.schema.items import AccessProvider
from app.emulators.fauna.store.records import TOKEN_PREFIX, Database

HEADER = "x-decision-trace"
UNKNOWN = "no such secret"


class Tracing:
    """Traces requests for admins of the database asked or of one above; it opens nothing that `Sessions` would not."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def admin(self, secret: str) -> Database | None:
        """The database that an admin's secret opens; None of any other secret."""
        try:
            session = await self._sessions.open(f"Bearer {secret}")
        except Unauthorized:
            return None
        return session.database if session.is_admin else None

    async def open(self, admin: Database, authorization: str | None) -> tuple[Session | Unauthorized, Trace | None]:
        """The session or its refusal, and the trace unless the session is of a database that is not the admin's."""
        trace = Trace(_kind(authorization))
        catalog = self._sessions.catalog
        try:
            session = await self._sessions.open(authorization)
        except Unauthorized as refusal:
            about = refusal.database
            within = about is not None and catalog.is_within(about, admin.id)
            trace.refused = refusal.reason if within or about is None else UNKNOWN
            await self._explain(trace, authorization, catalog.get("databases", about) if about and within else admin)
            return refusal, trace
        if not catalog.is_within(session.database.id, admin.id):
            return session, None
        await self._explain(trace, authorization, session.database)
        for role in session.roles if trace.kind != "access_provider" else ():
            trace.add_role(role, "scope" if trace.kind == "scoped" else "key")
        return session, trace

    async def _explain(self, trace: Trace, authorization: str | None, database: Database) -> None:
        """What the database's access providers think of a token; nothing of other secrets."""
        if trace.kind != "access_provider":
            return
        text = secret_of(authorization)
        try:
            header, payload = tokens.take_apart(text)
        except tokens.Refused:
            return
        providers = self._sessions.providers(database)
        provider = next((item for item in providers if item.issuer == payload.get("iss")), None)
        checks = [
            *(check for check in tokens.header_checks(header) if not check.ok or check.name == "alg"),
            _issuer(payload, providers),
            *(await self._signed(text, header, provider) if provider else ()),
            _audience(payload.get("aud"), database),
            *tokens.time_checks(payload, self._sessions.now_for(payload), strict_exp=self._sessions.strict_exp),
        ]
        name = provider and provider.name
        trace.provider = provider_shown(name, payload.get("iss"), header.get("kid"), payload.get("aud"), checks)
        if provider and all(check.ok for check in checks):
            await self._judge_roles(trace, database, provider, payload)

    async def _signed(self, text: str, header: dict[str, Any], provider: AccessProvider) -> list[Check]:
        kid = header.get("kid")
        key = await self._sessions.keys.of(provider.jwks_uri).key(kid) if isinstance(kid, str) else None
        checks = [Check("kid", key is not None, kid, f"a key in {provider.jwks_uri}")]
        if key is not None:
            try:
                tokens.check_signature(text, key.public_numbers())
                right = True
            except tokens.Refused:
                right = False
            found = "that key's" if right else "not that key's"
            checks.append(Check("signature", right, found, "that key's, over the token as it is"))
        return checks

    async def _judge_roles(
        self, trace: Trace, database: Database, provider: AccessProvider, payload: dict[str, Any]
    ) -> None:
        for role in provider.roles:
            predicate = role.predicate
            verdict = predicate and await self._sessions.judge(database, predicate.text, payload)
            trace.add_role(role.name, "access_provider", predicate, verdict)


def _issuer(payload: dict[str, Any], providers: Iterable[AccessProvider]) -> Check:
    known = [item.issuer for item in providers]
    expected = " or ".join(known) or "the issuer of an access provider; the database has none"
    return Check("iss", payload.get("iss") in known, payload.get("iss"), expected)


def _audience(found: Any, database: Database) -> Check:
    return Check("aud", tokens.databases_in(found) == [database.global_id], found, database.audience)


def _kind(authorization: str | None) -> str:
    try:
        secret = secret_of(authorization)
    except Unauthorized:
        return "key"
    if secret.count(".") == 2:
        return "access_provider"
    if ":" in secret:
        return "scoped"
    return "token" if secret.startswith(TOKEN_PREFIX) else "key"
