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
class Privilege:
    """What a role may do with a resource where a predicate holds."""

    role: str
    resource: str
    action: str
    predicate: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the explanations rest on; what could not be asked is None or empty.

    `template` is Clerk's JWT template; `privileges` are the roles' predicates. `signature` is whether the key of the
    token's kid has signed it; `published` are the kids that the issuer shows.
    """

    template: dict[str, Any] | None = None
    providers: tuple[Provider, ...] | None = None
    privileges: tuple[Privilege, ...] = ()
    published: tuple[str, ...] | None = None
    signature: bool | None = None
    now: float = 0.0
    problems: tuple[str, ...] = field(default=())

    def provider_of(self, issuer: Any) -> Provider | None:
        """The access provider of an issuer."""
        return next((item for item in self.providers or () if item.issuer == issuer), None)

    def readers(self, claim: str) -> list[str]:
        """Which predicates name a claim, in words."""
        named = re.compile(rf"(?:\.|\[\s*[\"']){re.escape(claim)}\b")
        found = [
            f"the access provider's predicate of {grant.role}, which {'holds' if grant.holds else 'does not hold'}"
            for provider in self.providers or ()
            for grant in provider.grants
            if named.search(grant.predicate)
        ]
        actions: dict[tuple[str, str], list[str]] = {}
        for item in self.privileges:
            if "token()" in item.predicate and named.search(item.predicate):
                actions.setdefault((item.role, item.resource), []).append(item.action)
        roles: dict[tuple[str, str], list[str]] = {}
        for (role, resource), listed in actions.items():
            roles.setdefault((resource, ", ".join(listed)), []).append(role)
        return found + [f"{' and '.join(who)}: {what} {resource}" for (resource, what), who in roles.items()]


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


def read_privileges(document: Any) -> Iterator[Privilege]:
    """The privileges of a role that have a predicate, from its document."""
    fields = document.get("@doc") if isinstance(document, dict) else None
    if not isinstance(fields, dict):
        return
    listed = fields.get("privileges")
    for privilege in listed if isinstance(listed, list) else [listed]:
        if not isinstance(privilege, dict) or not isinstance(actions := privilege.get("actions"), dict):
            continue
        for action, rule in actions.items():
            if isinstance(rule, str):
                yield Privilege(str(fields.get("name")), str(privilege.get("resource")), str(action), rule)


def _grant(item: Any) -> Grant | None:
    if isinstance(item, str):
        return Grant(item)
    if isinstance(item, dict) and isinstance(item.get("role"), str):
        return Grant(item["role"], str(item.get("predicate", "")))
    return None
