"""What is known around a token: its JWT template, the database's access providers and roles, the published keys."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that an access provider gives; without a predicate to every token of its issuer."""

    role: str
    predicate: str = ""
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """An access provider of the database."""

    name: str
    issuer: str
    jwks_uri: str
    audience: str
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the explanations rest on; what could not be asked is None or empty.

    `template` is Clerk's JWT template; `privileges` are a role's predicates in words, such as `member: read Note`.
    `signature` is whether the key of the token's kid has signed it; `published` are the kids that the issuer shows.
    """

    template: dict[str, Any] | None = None
    providers: tuple[Provider, ...] | None = None
    privileges: tuple[tuple[str, str], ...] = ()
    published: tuple[str, ...] | None = None
    signature: bool | None = None
    now: float = 0.0
    problems: tuple[str, ...] = field(default=())

    def provider_of(self, issuer: Any) -> Provider | None:
        """The access provider of an issuer."""
        return next((item for item in self.providers or () if item.issuer == issuer), None)

    def readers(self, claim: str) -> Iterator[str]:
        """Which predicates name a claim."""
        named = re.compile(rf"(?:\.|\[\s*[\"']){re.escape(claim)}\b")
        for provider in self.providers or ():
            for grant in provider.grants:
                if grant.predicate and named.search(grant.predicate):
                    yield f"role {grant.role} of the access provider"
        for title, predicate in self.privileges:
            if "token()" in predicate and named.search(predicate):
                yield title


def read_provider(document: Any) -> Provider | None:
    """An access provider from its document in the wire's format."""
    fields = document.get("@doc") if isinstance(document, dict) else None
    if not isinstance(fields, dict):
        return None
    name, issuer, jwks_uri, audience = (
        str(fields.get(field, "")) for field in ("name", "issuer", "jwks_uri", "audience")
    )
    listed = fields.get("roles")
    grants = [_grant(item) for item in (listed if isinstance(listed, list) else [listed])]
    return Provider(name, issuer, jwks_uri, audience, tuple(grant for grant in grants if grant is not None))


def read_privileges(document: Any) -> Iterator[tuple[str, str]]:
    """The predicates of a role from its document, each under a title."""
    fields = document.get("@doc") if isinstance(document, dict) else None
    if not isinstance(fields, dict):
        return
    listed = fields.get("privileges")
    for privilege in listed if isinstance(listed, list) else [listed]:
        if not isinstance(privilege, dict) or not isinstance(actions := privilege.get("actions"), dict):
            continue
        for action, rule in actions.items():
            if isinstance(rule, str):
                yield f"{fields.get('name')}: {action} {privilege.get('resource')}", rule


def _grant(item: Any) -> Grant | None:
    if isinstance(item, str):
        return Grant(item)
    if isinstance(item, dict) and isinstance(item.get("role"), str):
        return Grant(item["role"], str(item.get("predicate", "")))
    return None
