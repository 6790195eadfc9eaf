"""The instance's RSA key: made once per install, kept in a file only its owner may read.

After a rotation new tokens are signed with another key; the one before may stay published, so that what it has signed
counts until it expires, or go at once.
"""

import base64
import os
import re
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.emulators.clerk.store import new_id

BLOCK = re.compile(r"([^\n]*)\n(-----BEGIN [^-]+-----\n.*?-----END [^-]+-----\n)", re.DOTALL)
MOST_RETIRED = 2
PEM = serialization.Encoding.PEM


class SigningKey:
    """A private key with its id; signs tokens and shows the public halves of itself and of those before as a JWKS."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        if path is not None and path.exists():
            path.chmod(0o600)
            self.kid, self.instance, self._key, self._retired = _read(path)
            return
        self.kid = self.instance = new_id("ins")
        self._key = rsa.generate_private_key(65537, 2048)
        self._retired: dict[str, rsa.RSAPublicKey] = {}
        self._save()

    def rotate(self, *, keep_old: bool) -> None:
        """Sign with a new key from now on; the old one stays published or all old ones go."""
        retired = {self.kid: self._key.public_key(), **self._retired} if keep_old else {}
        self._retired = dict(list(retired.items())[:MOST_RETIRED])
        self.kid, self._key = new_id("ins"), rsa.generate_private_key(65537, 2048)
        self._save()

    def published(self) -> dict[str, rsa.RSAPublicKey]:
        """The public keys by kid, the one that signs first."""
        return {self.kid: self._key.public_key(), **self._retired}

    def sign(self, payload: dict[str, Any], headers: dict[str, Any]) -> str:
        """A JWT, RS256."""
        return jwt.encode(payload, self._key, "RS256", {**headers, "kid": self.kid})

    def jwks(self) -> dict[str, Any]:
        """The public keys as a JSON Web Key Set."""
        return {"keys": [_shown(kid, key) for kid, key in self.published().items()]}

    def _save(self) -> None:
        if self._path is None:
            return
        private = self._key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        blocks = [f"{self.kid} {self.instance}\n".encode() + private]
        for kid, key in self._retired.items():
            blocks.append(f"{kid}\n".encode() + key.public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
        draft = self._path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(b"".join(blocks))
        draft.replace(self._path)


def _read(path: Path) -> tuple[str, str, rsa.RSAPrivateKey, dict[str, rsa.RSAPublicKey]]:
    """Kid, instance id, private key and retired keys; a file from before rotations has no instance id of its own."""
    try:
        (names, private), *others = BLOCK.findall(path.read_text("ascii"))
        loaded = serialization.load_pem_private_key(private.encode(), None)
        retired = {kid: serialization.load_pem_public_key(pem.encode()) for kid, pem in others}
    except (ValueError, TypeError):
        loaded, retired, names = None, {}, ""
    kid, _, instance = names.partition(" ")
    public = {name: key for name, key in retired.items() if isinstance(key, rsa.RSAPublicKey)}
    if not isinstance(loaded, rsa.RSAPrivateKey) or not kid:
        raise OSError(f"{path} holds no RSA key; remove it to make a new one, which signs everybody out.")
    return kid, instance or kid, loaded, public


def _shown(kid: str, key: rsa.RSAPublicKey) -> dict[str, Any]:
    numbers = key.public_numbers()
    shown = {"n": _base64url(numbers.n), "e": _base64url(numbers.e)}
    return {"use": "sig", "kty": "RSA", "kid": kid, "alg": "RS256", **shown}


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
