"""Passwords: which may be one, and how they are kept."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from app.emulators.clerk.errors import ClerkError, missing
from app.emulators.clerk.store import Record

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
SHORTEST, LONGEST = 8, 72
# Clerk asks a service on the internet; the most frequent ones are enough to show what a form does about it.
BREACHED = frozenset(
    """
    password password1 password12 password123 passw0rd p@ssw0rd p@ssword 12345678 123456789 1234567890 87654321
    987654321 123123123 11111111 00000000 88888888 qwerty123 qwerty12 qwertyuiop 1q2w3e4r 1q2w3e4r5t 1qaz2wsx
    q1w2e3r4 qwer1234 1234qwer asdf1234 asdfghjkl abcd1234 abc12345 aa123456 iloveyou iloveyou1 sunshine princess
    football baseball superman starwars whatever trustno1 welcome1 welcome123 letmein1 admin123 computer
    """.split()  # noqa: SIM905 - fifty quoted words read worse
)
DIGESTS = {"argon2id": "$argon2id$", "argon2i": "$argon2i$"}


def check_password(password: str | None, param: str = "password") -> str:
    """The password, if the instance's rules allow it. Raises `ClerkError`."""
    if not password:
        raise missing(param)
    if len(password) < SHORTEST:
        message = f"Passwords must be {SHORTEST} characters or more."
        raise ClerkError(422, "form_password_length_too_short", message, param=param)
    if len(password) > LONGEST:
        message = f"Passwords must be {LONGEST} characters or less."
        raise ClerkError(422, "form_password_length_too_long", message, param=param)
    if password.lower() in BREACHED:
        message = (
            "Password has been found in an online data breach. For account safety, please use a different password."
        )
        raise ClerkError(422, "form_password_pwned", message, param=param)
    return check_size(password, param)


def check_size(password: str, param: str = "password") -> str:
    """The password, if it fits the hash; this rule holds even when the others are skipped."""
    if len(password.encode()) > LONGEST:
        message = (
            "Your password has exceeded the maximum number of bytes allowed, "
            "please shorten it or remove some special characters."
        )
        raise ClerkError(422, "form_password_size_in_bytes_exceeded", message, param=param)
    return password


def check_digest(hasher: str, password_digest: str) -> str:
    """A hash made elsewhere, of a kind that can be verified here. Raises `ClerkError`."""
    start = DIGESTS.get(hasher)
    if start is None:
        message = f"This emulator verifies digests of {' and '.join(DIGESTS)}, not of {hasher}."
        raise ClerkError(501, "operation_not_available", "operation not available", message)
    try:
        if not password_digest.startswith(start):
            raise InvalidHashError
        HASHER.verify(password_digest, "")
    except VerifyMismatchError:
        return password_digest
    except (InvalidHashError, VerificationError) as error:
        message = f"The password digest is not a valid {hasher} digest."
        raise ClerkError(422, "form_password_digest_invalid_code", message, param="password_digest") from error
    return password_digest


def fits(user: Record, password: str) -> bool:
    """Whether this is the user's password; takes about 30 ms."""
    try:
        return bool(user["password_hash"]) and HASHER.verify(user["password_hash"], password)
    except VerificationError:
        return False
