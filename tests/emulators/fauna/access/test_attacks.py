"""Tokens of an access provider: what a real node takes is taken, each named attack is refused."""

import base64
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import HMACAlgorithm

from tests.emulators.fauna.access.conftest import SCHEMA, Door
from tests.emulators.fauna.access.providing import (
    ISSUER,
    NOW,
    Served,
    base64url,
    encode,
    header,
    jwk,
    key,
    served,
    signed,
)

Make = Callable[[Served], str]
FAUNA = "https://db.fauna.com/db/"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
KEY = {"kty": "RSA", "n": "AQAB", "e": "AQAB"}


def head(**changes: Any) -> Make:
    return lambda fauna: signed(header(**changes), fauna.claims())


def claim(**changes: Any) -> Make:
    return lambda fauna: fauna.token(**changes)


def audience(shape: Callable[[str], Any]) -> Make:
    return lambda fauna: fauna.token(aud=shape(fauna.audience))


def with_member(member: bytes) -> Make:
    return lambda fauna: signed(header(), json.dumps(fauna.claims()).encode()[:-1] + b", " + member + b"}")


def unsigned(alg: str) -> Make:
    return lambda fauna: f"{encode(header(alg=alg))}.{encode(fauna.claims())}."


def swapped(alg: str, by: Any) -> Make:
    def make(fauna: Served) -> str:
        message = f"{encode(header(alg=alg))}.{encode(fauna.claims())}"
        return f"{message}.{base64url(jwt.get_algorithm_by_name(alg).sign(message.encode(), by()))}"

    return make


def hmac_signed(secret: Callable[[], bytes]) -> Make:
    def make(fauna: Served) -> str:
        message = f"{encode(header(alg='HS256'))}.{encode(fauna.claims())}"
        return f"{message}.{base64url(HMACAlgorithm(HMACAlgorithm.SHA256).sign(message.encode(), secret()))}"

    return make


def public(encoding: Encoding) -> Callable[[], bytes]:
    return lambda: key("k").public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


def other_alphabet(fauna: Served) -> str:
    for number in range(100):  # nearly every signature has - or _ in it
        head, payload, signature = fauna.token(n=number).split(".")
        changed = signature.replace("-", "+").replace("_", "/")
        if changed != signature:
            return f"{head}.{payload}.{changed}"
    raise AssertionError("no signature with - or _")


def other_spelling(fauna: Served) -> str:
    token = fauna.token()
    return token[:-1] + ALPHABET[ALPHABET.index(token[-1]) ^ 1]


def padded(fauna: Served) -> str:
    first = base64.urlsafe_b64encode(json.dumps(header()).encode() + b"  ").decode()
    message = f"{first}{'' if first.endswith('=') else '='}.{encode(fauna.claims())}"
    return f"{message}.{fauna.token().rpartition('.')[2]}"


def larger_signature(fauna: Served) -> str:
    message, _, signature = fauna.token().rpartition(".")
    number = int.from_bytes(base64.urlsafe_b64decode(signature + "=="), "big")
    same = number + key("k").public_key().public_numbers().n
    return f"{message}.{base64url(same.to_bytes(257, 'big'))}"


ATTACKS: dict[str, Make] = {
    "1 alg none": unsigned("none"),
    "2 alg None": unsigned("None"),
    "3 alg nOnE": unsigned("nOnE"),
    "4 empty signature": unsigned("RS256"),
    "5 signature stripped": lambda fauna: fauna.token().rpartition(".")[0],
    "5 signature stripped, dot kept": lambda fauna: fauna.token().rpartition(".")[0] + ".",
    "6 HS256 with the public PEM": hmac_signed(public(Encoding.PEM)),
    "7 HS256 with the public DER": hmac_signed(public(Encoding.DER)),
    "8 HS256 with the JWK text": hmac_signed(lambda: json.dumps(jwk("k")).encode()),
    "9 RS to PS": swapped("PS256", lambda: key("k")),
    "10 RS to ES": swapped("ES256", lambda: ec.generate_private_key(ec.SECP256R1())),
    "11 RS384": swapped("RS384", lambda: key("k")),
    "11 RS512": swapped("RS512", lambda: key("k")),
    "12 kid missing": head(kid=None),
    "12 kid a number": head(kid=7),
    "13 kid unknown": head(kid="ins_other"),
    "14 kid a path": head(kid="../../etc/passwd"),
    "15 kid SQL": head(kid="' OR 1=1 --"),
    "16 kid of 100 kB": head(kid="k" * 100_000),
    "17 duplicate header members": lambda fauna: signed(b'{"alg":"none","alg":"RS256","kid":"k"}', fauna.claims()),
    "18 embedded jwk": lambda fauna: signed(header(jwk=jwk("evil"), kid="evil"), fauna.claims(), "evil"),
    "18 embedded jwk beside a right signature": head(jwk=KEY),
    "19 jku": head(jku="https://evil.example/jwks.json"),
    "20 x5u": head(x5u="https://evil.example/cert.pem"),
    "21 x5c": head(x5c=["MIIB"]),
    "22 crit": head(crit=["exp"]),
    "23 b64 false": head(b64=False),
    "24 zip": head(zip="DEF"),
    "25 a JWE": lambda fauna: ".".join([encode({"alg": "RSA-OAEP", "enc": "A256GCM"})] * 5),
    "25 enc in the header": head(enc="A256GCM"),
    "26 typ wrong": head(typ="at+jwt"),
    "27 iss other": claim(iss="https://clerk.example.com"),
    "27 iss missing": claim(iss=None),
    "28 iss with trailing slash": claim(iss=ISSUER + "/"),
    "29 iss an array": claim(iss=[ISSUER]),
    "29 iss an object": claim(iss={"": ISSUER}),
    "30 aud missing": claim(aud=None),
    "30 aud empty": claim(aud=[]),
    "31 aud of two databases": audience(lambda aud: [aud, FAUNA + "yother1234567"]),
    "31 aud of ours twice": audience(lambda aud: [aud, aud]),
    "31 aud of ours with and without slash": audience(lambda aud: [aud, aud + "/"]),
    "32 aud prefix of ours": audience(lambda aud: aud[:-1]),
    "32 aud beginning with ours": audience(lambda aud: aud + "y"),
    "32 aud with trailing slash": audience(lambda aud: aud + "/"),
    "32 aud in capitals": audience(str.upper),
    "33 aud another database": claim(aud=FAUNA + "yother1234567"),
    "33 aud without a database": claim(aud=FAUNA),
    "33 aud the bare global id": audience(lambda aud: aud.removeprefix(FAUNA)),
    "33 aud an object": audience(lambda aud: {"": aud}),
    "33 aud with a number": audience(lambda aud: [aud, 1]),
    "38 exp a string": claim(exp=str(NOW + 60)),
    "38 exp true": claim(exp=True),
    "38 exp an array": claim(exp=[NOW + 60]),
    "38 exp negative": claim(exp=-1),
    "38 exp 2^63": claim(exp=2**63),
    "38 exp beyond doubles": claim(exp=float("1e308")),
    "39 exp past by a second": claim(exp=NOW - 1),
    "39 exp now": claim(exp=NOW),
    "40 nbf three seconds ahead": claim(nbf=NOW + 3),
    "40 nbf a string": claim(nbf=str(NOW - 60)),
    "43 duplicate claims": with_member(b'"sub": "user_2"'),
    "44 NaN": with_member(b'"x": NaN'),
    "44 Infinity": with_member(b'"x": -Infinity'),
    "44 a number of 10,000 digits": with_member(b'"x": ' + b"9" * 10_000),
    "44 huge nesting": with_member(b'"x": ' + b"[" * 5000 + b"]" * 5000),
    "44 payload an array": lambda fauna: signed(header(), json.dumps([fauna.claims()]).encode()),
    "44 payload null": lambda fauna: signed(header(), b"null"),
    "45 not UTF-8": with_member(b'"x": "\xff"'),
    "46 padding": padded,
    "46 whitespace within": lambda fauna: fauna.token().replace(".", ".\t"),
    "46 the other alphabet": other_alphabet,
    "46 another spelling of the signature": other_spelling,
    "47 a 1 MB token": claim(x="x" * 1_000_000),
    "48 another instance's token, same kid": claim(signed_by="evil"),
    "50 a session token": claim(aud=None, azp="http://localhost:3000", sid="sess_1"),
    "52 signature of another token": lambda fauna: (
        fauna.token().rpartition(".")[0] + "." + fauna.token(sub="user_2").rpartition(".")[2]
    ),
    "another number with the same signature": larger_signature,
    "four segments": lambda fauna: fauna.token() + ".",
    "beyond ASCII": lambda fauna: fauna.token() + "\u00e9",
}
ACCEPTED: dict[str, Make] = {
    "a plain token": claim(),
    "no exp": claim(exp=None),
    "no sub": claim(sub=None),
    "sub a number": claim(sub=1),
    "iat in the future": claim(iat=NOW + 3600),
    "fractional exp": claim(exp=NOW + 0.5),
    "nbf five seconds back": claim(nbf=NOW - 5),
    "aud a list of one": audience(lambda aud: [aud]),
    "aud ours and something else": audience(lambda aud: ["https://api.example.com", aud]),
    "no typ": head(typ=None),
    "unknown header members": head(cat="cl_B7d4PD222AAA", oiat=1),
    "claims at any depth": claim(org={"a": {"b": [1, {"c": None}]}}),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused(attack: str, door: Door):
    assert not door.admits(ATTACKS[attack](door.fauna))


@pytest.mark.parametrize("token", ACCEPTED)
def test_what_a_real_node_takes_is_taken(token: str, door: Door):
    assert door.admits(ACCEPTED[token](door.fauna))


async def _strictly(claims: dict[str, Any]) -> int:
    async with served(SCHEMA, strict_exp=True) as fauna:
        return (await fauna.ask(fauna.token(**claims), "1")).status_code


@pytest.mark.parametrize(("claims", "status"), [({}, 200), ({"exp": None}, 401)])
def test_the_strict_flag_demands_an_end(claims: dict[str, Any], status: int, door: Door):
    assert door.run(_strictly(claims)) == status
