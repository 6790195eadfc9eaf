"""Session tokens: the right one passes, each named attack is refused."""

import base64
import json
import sys
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jwt.algorithms import HMACAlgorithm

from app.clerk.errors import TokenRefused
from app.clerk.verify import SessionVerifier
from app.settings import Settings

from .conftest import KID, ORIGIN, Clock, Instance, base64url, encode

TEMPLATE = "cl_B7d4PD222AAA"


@pytest.fixture
def verifier(settings: Settings, instance: Instance, clock: Clock) -> SessionVerifier:
    return SessionVerifier(settings, instance.transport(), clock)


def public_bytes(instance: Instance, encoding: Encoding) -> bytes:
    return instance.key.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


def hmac_signed(instance: Instance, secret: bytes) -> str:
    message = f"{encode(instance.header(alg='HS256'))}.{encode(instance.claims())}"
    algorithm = HMACAlgorithm(HMACAlgorithm.SHA256)
    return f"{message}.{base64url(algorithm.sign(message.encode(), secret))}"


def swapped(instance: Instance, name: str, key: Any) -> str:
    message = f"{encode(instance.header(alg=name))}.{encode(instance.claims())}"
    return f"{message}.{base64url(jwt.get_algorithm_by_name(name).sign(message.encode(), key))}"


def unsigned(instance: Instance, alg: str) -> str:
    return f"{encode(instance.header(alg=alg))}.{encode(instance.claims())}."


def other_alphabet(instance: Instance) -> str:
    while True:  # nearly every signature has - or _ in it
        header, payload, signature = instance.sign().split(".")
        changed = signature.replace("-", "+").replace("_", "/")
        if changed != signature:
            return f"{header}.{payload}.{changed}"
        instance.clock.now += 1


def nested(instance: Instance) -> bytes:
    return json.dumps(instance.claims()).encode()[:-1] + b', "x": ' + b"[" * 5000 + b"]" * 5000 + b"}"


def with_member(instance: Instance, member: bytes) -> bytes:
    return json.dumps(instance.claims()).encode()[:-1] + b", " + member + b"}"


def changed_last_character(instance: Instance) -> str:
    """The signature's last character carries unused bits: another spelling of the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = instance.sign()
    return token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]


def of_other_instance(instance: Instance) -> str:
    return Instance(instance.issuer, instance.clock, kid=KID).sign()


def mixed(instance: Instance) -> str:
    head, _, _ = instance.sign().rpartition(".")
    return f"{head}.{instance.sign(claims=instance.claims(sub='user_2')).rpartition('.')[2]}"


def header(**changes: Any) -> Callable[[Instance], str]:
    return lambda instance: instance.sign(header=instance.header(**changes))


def claims(**changes: Any) -> Callable[[Instance], str]:
    return lambda instance: instance.sign(claims=instance.claims(**changes))


def later(name: str, seconds: int) -> Callable[[Instance], str]:
    return lambda instance: instance.sign(claims=instance.claims(**{name: int(instance.clock()) + seconds}))


JWK = {"kty": "RSA", "n": "AQAB", "e": "AQAB"}
ATTACKS: dict[str, Callable[[Instance], str]] = {
    "1 alg none": lambda instance: unsigned(instance, "none"),
    "2 alg None": lambda instance: unsigned(instance, "None"),
    "3 alg nOnE": lambda instance: unsigned(instance, "nOnE"),
    "4 empty signature": lambda instance: unsigned(instance, "RS256"),
    "5 signature stripped, dot gone": lambda instance: instance.sign().rpartition(".")[0],
    "5 signature stripped, dot kept": lambda instance: instance.sign().rpartition(".")[0] + ".",
    "6 HS256 with the public PEM": lambda instance: hmac_signed(instance, public_bytes(instance, Encoding.PEM)),
    "7 HS256 with the public DER": lambda instance: hmac_signed(instance, public_bytes(instance, Encoding.DER)),
    "8 HS256 with the JWK text": lambda instance: hmac_signed(instance, json.dumps(instance.published[KID]).encode()),
    "9 RS to PS": lambda instance: swapped(instance, "PS256", instance.key),
    "10 RS to ES": lambda instance: swapped(instance, "ES256", ec.generate_private_key(ec.SECP256R1())),
    "11 RS384": lambda instance: swapped(instance, "RS384", instance.key),
    "11 RS512": lambda instance: swapped(instance, "RS512", instance.key),
    "12 kid missing": header(kid=...),
    "12 kid a number": header(kid=7),
    "12 kid empty": header(kid=""),
    "13 kid unknown": header(kid="ins_other"),
    "14 kid a path": header(kid="../../etc/passwd"),
    "15 kid SQL": header(kid="' OR 1=1 --"),
    "16 kid of 100 kB": header(kid="k" * 100_000),
    "17 duplicate header members": lambda instance: instance.sign(
        header=b'{"alg":"none","alg":"RS256","typ":"JWT","kid":"%s"}' % KID.encode()
    ),
    "18 embedded jwk": header(jwk=JWK),
    "19 jku": header(jku="https://evil.example/jwks.json"),
    "20 x5u": header(x5u="https://evil.example/cert.pem"),
    "21 x5c": header(x5c=["MIIB"]),
    "22 crit": header(crit=["exp"]),
    "23 b64 false": header(b64=False),
    "24 zip": header(zip="DEF"),
    "25 a JWE": lambda instance: ".".join(encode({"alg": "RSA-OAEP", "enc": "A256GCM"}) for _ in range(5)),
    "25 enc in the header": header(enc="A256GCM"),
    "26 typ wrong": header(typ="at+jwt"),
    "26 typ missing": header(typ=...),
    "27 iss other": claims(iss="https://clerk.example.com"),
    "28 iss with trailing slash": lambda instance: instance.sign(claims=instance.claims(iss=instance.issuer + "/")),
    "29 iss an array": lambda instance: instance.sign(claims=instance.claims(iss=[instance.issuer])),
    "34 azp missing": claims(azp=...),
    "35 azp other": claims(azp="https://evil.example"),
    "36 azp containing ours": claims(azp=f"{ORIGIN}.evil.example"),
    "36 azp ending in ours": claims(azp=f"https://evil.example/{ORIGIN}"),
    "36 azp an array": claims(azp=[ORIGIN]),
    "37 exp missing": claims(exp=...),
    "38 exp a float": lambda instance: instance.sign(claims=instance.claims(exp=instance.clock() + 60.5)),
    "38 exp a string": lambda instance: instance.sign(claims=instance.claims(exp=str(int(instance.clock()) + 60))),
    "38 exp true": claims(exp=True),
    "38 exp negative": claims(exp=-1),
    "38 exp 2^63": claims(exp=2**63),
    "39 exp past skew": later("exp", -6),
    "40 nbf future": later("nbf", 6),
    "40 nbf missing": claims(nbf=...),
    "41 iat far future": later("iat", 3600),
    "41 iat missing": claims(iat=...),
    "42 sub missing": claims(sub=...),
    "42 sub a number": claims(sub=1),
    "42 sub empty": claims(sub=""),
    "42 sid missing": claims(sid=...),
    "42 sid a number": claims(sid=1),
    "43 duplicate claims": lambda instance: instance.sign(claims=with_member(instance, b'"sub": "user_2"')),
    "44 NaN": lambda instance: instance.sign(claims=with_member(instance, b'"x": NaN')),
    "44 Infinity as exp": lambda instance: instance.sign(
        claims=json.dumps(instance.claims(exp=...)).encode()[:-1] + b', "exp": Infinity}'
    ),
    "44 huge nesting": lambda instance: instance.sign(claims=nested(instance)),
    "44 payload an array": lambda instance: instance.sign(claims=json.dumps([instance.claims()]).encode()),
    "45 not UTF-8": lambda instance: instance.sign(claims=with_member(instance, b'"x": "\xff"')),
    "46 padding": lambda instance: instance.sign_segments(
        base64.urlsafe_b64encode(json.dumps(instance.header()).encode() + b" ").decode().rstrip("=") + "==",
        encode(instance.claims()),
    ),
    "46 whitespace": lambda instance: instance.sign().replace(".", ".\n"),
    "46 whitespace at the end": lambda instance: instance.sign() + "\n",
    "46 the other alphabet": other_alphabet,
    "46 another spelling of the signature": changed_last_character,
    "47 a 1 MB token": claims(x="x" * 1_000_000),
    "48 another instance, same kid": of_other_instance,
    "49 a template token": header(cat=TEMPLATE),
    "49 a template token with sid": lambda instance: instance.sign(
        instance.header(cat=TEMPLATE), instance.claims(aud="https://db.fauna.com/db/yzabc")
    ),
    "52 signature of another token": mixed,
    "pending session": claims(sts="pending"),
    "no token": lambda instance: "",
    "words": lambda instance: "not a token",
    "beyond ASCII": lambda instance: instance.sign() + "é",
}


async def test_the_browsers_token_gives_user_session_and_end(verifier: SessionVerifier, instance: Instance) -> None:
    session = await verifier.verify(instance.sign())
    assert (session.user_id, session.session_id) == ("user_1", "sess_1")
    assert session.expires_at == instance.claims()["exp"]


async def test_unknown_header_members_are_ignored(verifier: SessionVerifier, instance: Instance) -> None:
    assert (await verifier.verify(instance.sign(header=instance.header(later="x")))).user_id == "user_1"


@pytest.mark.parametrize("attack", ATTACKS)
async def test_an_attack_is_refused(attack: str, verifier: SessionVerifier, instance: Instance) -> None:
    with pytest.raises(TokenRefused):
        await verifier.verify(ATTACKS[attack](instance))


@pytest.mark.parametrize("attack", ATTACKS)
async def test_a_refusal_shows_neither_token_nor_known_keys(
    attack: str, verifier: SessionVerifier, instance: Instance
) -> None:
    token = ATTACKS[attack](instance)
    with pytest.raises(TokenRefused) as refused:
        await verifier.verify(token)
    assert KID not in str(refused.value) and "eyJ" not in str(refused.value) and len(str(refused.value)) < 200


@pytest.mark.parametrize(("name", "seconds"), [("exp", -4), ("nbf", 5), ("iat", 5)])
async def test_five_seconds_of_skew_pass(
    name: str, seconds: int, verifier: SessionVerifier, instance: Instance
) -> None:
    assert (await verifier.verify(later(name, seconds)(instance))).session_id == "sess_1"


async def test_a_listed_origin_counts_and_loopback_then_does_not(
    settings: Settings, instance: Instance, clock: Clock
) -> None:
    listed = settings.model_copy(update={"clerk_authorized_parties": ["https://app.example.org"]})
    verifier = SessionVerifier(listed, instance.transport(), clock)
    token = instance.sign(claims=instance.claims(azp="https://app.example.org"))
    assert (await verifier.verify(token)).user_id == "user_1"
    with pytest.raises(TokenRefused):
        await verifier.verify(instance.sign())


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=st.data())
async def test_no_changed_character_survives(
    data: st.DataObject, verifier: SessionVerifier, instance: Instance
) -> None:
    token = instance.sign()
    place = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.characters(codec="utf-8").filter(lambda other: other != token[place]))
    with pytest.raises(TokenRefused):
        await verifier.verify(token[:place] + character + token[place + 1 :])


async def test_huge_nesting_is_refused_also_where_the_interpreter_would_follow_it(
    verifier: SessionVerifier, instance: Instance
) -> None:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(50_000)
    try:
        with pytest.raises(TokenRefused):
            await verifier.verify(instance.sign(claims=nested(instance)))
    finally:
        sys.setrecursionlimit(before)
