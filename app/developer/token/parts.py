"""The members of a token's header and payload, each with what it means, who put it there and who reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.developer.token.facts import Facts

Mark = Literal["yes", "no", "none"]
HEADER = {
    "alg": "How it is signed: RSA with SHA-256",
    "typ": "What kind of thing it is: a JSON Web Token",
    "kid": "Which of the instance's keys signed it",
    "cat": "Clerk's mark for tokens of JWT templates; with it a token never counts as a session",
    "oiat": "When the session's token was issued first",
}
CLAIMS = {
    "iss": "Who issued it: this Clerk instance, without a slash at the end",
    "aud": "Whom it is for: one Fauna database, by its global id",
    "sub": "Whom it speaks for: the Clerk user's id",
    "exp": "From when on it is worth nothing",
    "nbf": "Before when it is worth nothing",
    "iat": "When it was issued",
    "jti": "Its own id, different in every token",
    "azp": "For which page it was made",
    "sid": "The session that it belongs to",
    "role": "The role in the user's public metadata, which the database's schema turns into rights",
    "email": "The user's primary e-mail address",
    "name": "The user's name, to be shown to others",
}
BY_CLERK = ("iss", "sub", "exp", "nbf", "iat", "jti", "azp", "sid")
TIMES = ("exp", "nbf", "iat", "oiat")
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Part:
    """One member: `value` as it is, `mark` whether its check passed (none where nothing checks it)."""

    name: str
    value: Any
    meaning: str
    source: str
    mark: Mark
    check: str


def header_parts(header: Mapping[str, Any], facts: Facts) -> list[Part]:
    """The members of the header."""
    published = facts.published
    checks: dict[str, tuple[Mark, str]] = {
        "alg": (_mark(header.get("alg") == "RS256"), "Fauna, which takes RS256 and nothing else"),
        "typ": (_mark(header.get("typ", "JWT") == "JWT"), "Fauna, which takes JWT or none"),
        "kid": (
            "none" if published is None else _mark(header.get("kid") in published),
            "Fauna, which looks for it in the access provider's key set",
        ),
        "cat": ("none", "this app, which refuses it as a session token"),
    }
    known = [name for name in HEADER if name in header]
    return [
        Part(name, header[name], HEADER.get(name, ""), "Clerk, in every token", *checks.get(name, ("none", NOBODY)))
        for name in dict.fromkeys([*known, *header])
    ]


def claim_parts(claims: Mapping[str, Any], facts: Facts) -> list[Part]:
    """The claims, those that everybody knows first."""
    known = [name for name in CLAIMS if name in claims]
    return [
        Part(name, claims[name], _meaning(name), _source(name, facts), *_check(name, claims[name], claims, facts))
        for name in dict.fromkeys([*known, *claims])
    ]


def _meaning(name: str) -> str:
    return CLAIMS.get(name, "A claim of your own")


def _source(name: str, facts: Facts) -> str:
    template = facts.template
    if name in BY_CLERK:
        if template is not None and name == "exp":
            return f"Clerk, by default: the template's lifetime of {template.get('lifetime')} s"
        if template is not None and name == "nbf":
            return f"Clerk, by default: the template allows {template.get('allowed_clock_skew')} s of clock skew"
        return "Clerk, by default"
    if template is None:
        return "The JWT template"
    claims = template.get("claims")
    if not isinstance(claims, dict) or name not in claims:
        return "Not in the template as it is now"
    written = claims[name]
    if isinstance(written, str) and "{{" in written:
        return f"The template, by the shortcode {written}"
    return "The template, a fixed value"


def _check(name: str, value: Any, claims: Mapping[str, Any], facts: Facts) -> tuple[Mark, str]:
    provider = facts.provider_of(claims.get("iss"))
    known = facts.providers is not None
    match name:
        case "iss":
            return _mark(provider is not None) if known else "none", "Fauna, which finds the access provider by it"
        case "aud":
            is_ours = provider is not None and value == provider.audience
            return _mark(is_ours) if known else "none", "Fauna, which finds the database by it; there must be one only"
        case "exp":
            return _mark(_number(value) and facts.now < value), "Fauna, without leeway"
        case "nbf":
            return _mark(_number(value) and value <= facts.now), "Fauna, without leeway"
    readers = facts.readers(name)
    if not readers:
        return "none", NOBODY if known else "the database's roles, perhaps"
    return "none", "; ".join(readers)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _mark(holds: bool) -> Mark:
    return "yes" if holds else "no"
