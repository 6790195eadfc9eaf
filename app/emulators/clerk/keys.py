"""The instance's RSA key: made once per install, kept in a file only its owner may read."""

import base64
import os
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.emulators.clerk.store import new_id


class SigningKey:
    """A private key with its id; signs tokens and shows its public half as a JWKS."""

    def __init__(self, path: Path | None) -> None:
        if path is not None and path.exists():
            path.chmod(0o600)
            self.kid, self._key = _read(path)
            return
        self.kid = new_id("ins")
        self._key = rsa.generate_private_key(65537, 2048)
        if path is not None:
            pem = self._key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            draft = path.with_suffix(".new")
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(self.kid.encode() + b"\n" + pem)
            draft.replace(path)

    @property
    def public(self) -> rsa.RSAPublicKey:
        """The public half."""
        return self._key.public_key()

    def sign(self, payload: dict[str, Any], headers: dict[str, Any]) -> str:
        """A JWT, RS256."""
        return jwt.encode(payload, self._key, "RS256", {**headers, "kid": self.kid})

    def jwks(self) -> dict[str, Any]:
        """The public key as a JSON Web Key Set."""
        numbers = self.public.public_numbers()
        shown = {"n": _base64url(numbers.n), "e": _base64url(numbers.e)}
        return {"keys": [{"use": "sig", "kty": "RSA", "kid": self.kid, "alg": "RS256", **shown}]}


def _read(path: Path) -> tuple[str, rsa.RSAPrivateKey]:
    kid, _, pem = path.read_bytes().partition(b"\n")
    try:
        loaded = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        loaded = None
    if not isinstance(loaded, rsa.RSAPrivateKey) or not kid.isascii():
        raise OSError(f"{path} holds no RSA key; remove it to make a new one, which signs everybody out.")
    return kid.decode(), loaded


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
