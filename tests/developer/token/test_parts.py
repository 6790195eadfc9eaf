"""What is said of a token's parts and of its verification, from facts that are given."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.developer.token.facts import Facts, Grant, Privilege, Provider, read_privileges, read_provider
from app.developer.token.parts import claim_parts, header_parts
from app.developer.token.verify import checks

NOW = 1_000.0
ISSUER, AUDIENCE = "https://clerk.example.test", "https://db.fauna.com/db/y1"
MANAGER = Grant("manager", '(jwt) => jwt.role == "manager"', True)
PROVIDER = Provider("Clerk", ISSUER, f"{ISSUER}/jwks", AUDIENCE, (Grant("member", "", True), MANAGER))
OWN = "(note) => note.author == Query.token()!.sub"
FACTS = Facts(
    template={
        "claims": {"aud": AUDIENCE, "role": "{{user.public_metadata.role}}"},
        "lifetime": 60,
        "allowed_clock_skew": 5,
    },
    providers=(PROVIDER,),
    privileges=tuple(
        Privilege(role, "Note", action, OWN) for role in ("member", "manager") for action in ("read", "write")
    ),
    published=("k1", "k2"),
    signature=True,
    now=NOW,
)
HEADER = {"alg": "RS256", "kid": "k1", "typ": "JWT"}
CLAIMS = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "user_1",
    "exp": 1_060,
    "nbf": 995,
    "iat": 1_000,
    "jti": "j",
    "role": "manager",
}
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)


def said(name: str, claims: dict[str, Any] = CLAIMS, facts: Facts = FACTS) -> tuple[str, str, str]:
    part = next(part for part in claim_parts(claims, facts) if part.name == name)
    return part.source, part.mark, part.check


def test_each_claim_says_who_put_it_there():
    assert said("sub")[0] == "Clerk, by default"
    assert said("exp")[0] == "Clerk, by default: the template's lifetime of 60 s"
    assert said("nbf")[0] == "Clerk, by default: the template allows 5 s of clock skew"
    assert said("aud")[0] == "The template, a fixed value"
    assert said("role")[0] == "The template, by the shortcode {{user.public_metadata.role}}"
    assert said("old", {**CLAIMS, "old": 1})[0] == "Not in the template as it is now"
    assert said("role", facts=Facts())[0] == "The JWT template"


def test_each_claim_says_which_check_reads_it():
    assert said("iss")[1:] == ("yes", "Fauna, which finds the access provider by it")
    assert said("aud")[1:] == ("yes", "Fauna, which finds the database by it; there must be one only")
    assert said("exp")[1:] == ("yes", "Fauna, without leeway")
    assert said("sub")[1:] == ("none", "member and manager: read, write Note")
    assert said("role")[1:] == ("none", "the access provider's predicate of manager, which holds")
    assert said("jti")[1:] == ("none", "nobody")
    assert said("jti", facts=Facts())[1:] == ("none", "the database's roles, perhaps")


@pytest.mark.parametrize(
    ("name", "value"),
    [("iss", f"{ISSUER}/"), ("aud", [AUDIENCE]), ("exp", 1_000), ("exp", True), ("exp", "x"), ("nbf", 1_001)],
)
def test_a_claim_that_fails_its_check_is_marked(name: str, value: Any):
    assert said(name, {**CLAIMS, name: value})[1] == "no"


def test_the_header_is_explained_too():
    marks = {part.name: part.mark for part in header_parts({**HEADER, "kid": "other", "more": 1}, FACTS)}
    assert marks == {"alg": "yes", "typ": "yes", "kid": "no", "more": "none"}
    assert [part.mark for part in header_parts({"kid": "k1"}, Facts())] == ["none"]


def test_the_verification_is_told_in_faunas_order():
    assert [(check.title, check.mark) for check in checks(HEADER, CLAIMS, FACTS)] == [
        ("It is signed with RS256", "yes"),
        ("It names this database, and no other", "yes"),
        ("Its issuer has an access provider", "yes"),
        ("The key that signed it is published", "yes"),
        ("The signature is right", "yes"),
        ("It has not expired", "yes"),
        ("Its time has begun", "yes"),
        ("It gets the role member", "yes"),
        ("It gets the role manager", "yes"),
    ]


def test_what_fails_and_what_cannot_be_known_is_told_apart():
    strict = Facts(providers=(), published=("k2",), signature=None, now=2_000.0)
    marks = {check.title: check.mark for check in checks(HEADER, CLAIMS, strict)}
    assert set(marks.values()) == {"yes", "no"}
    assert [title for title, mark in marks.items() if mark == "yes"] == [
        "It is signed with RS256",
        "Its time has begun",
    ]
    unknown = checks(HEADER, {**CLAIMS, "exp": None}, Facts(now=NOW))
    assert [check.mark for check in unknown] == ["yes", "none", "none", "none"]


def test_definitions_are_read_from_documents():
    roles = ["member", {"role": "manager", "predicate": MANAGER.predicate}, 7]
    document = {"@doc": {"name": "Clerk", "issuer": ISSUER, "jwks_uri": "j", "audience": AUDIENCE, "roles": roles}}
    provider = read_provider(document)
    assert provider is not None
    assert provider.grants == (Grant("member"), Grant("manager", MANAGER.predicate))
    actions = {"read": OWN, "create": True}
    document = {"@doc": {"name": "member", "privileges": {"resource": "Note", "actions": actions}}}
    assert list(read_privileges(document)) == [Privilege("member", "Note", "read", OWN)]


@given(
    header=st.dictionaries(st.text(max_size=5), json_values), claims=st.dictionaries(st.text(max_size=5), json_values)
)
def test_any_token_can_be_explained(header: dict[str, Any], claims: dict[str, Any]):
    assert len(header_parts(header, FACTS)) == len(header)
    assert len(claim_parts(claims, FACTS)) == len(claims)
    assert checks(header, {**claims, "exp": claims.get("exp")}, FACTS)


@settings(max_examples=40)
@given(document=json_values)
def test_any_definition_can_be_read(document: Any):
    for shape in (document, {"@doc": document}, {"@doc": {"roles": document, "privileges": document}}):
        read_provider(shape)
        list(read_privileges(shape))
