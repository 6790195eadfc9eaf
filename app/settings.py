"""Every setting, from the environment and `.env`; without any the app runs on its own emulators."""

import base64
import binascii
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

EMULATED_KEY = "pk_test_Y2xlcmsuZW11bGF0b3IudGVzdCQ="
LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
CLERK_API = "https://api.clerk.com/v1"


class SettingsError(Exception):
    """The settings contradict each other; the text says which and what to do."""


class Settings(BaseSettings):
    """What the app talks to and how; emulators stand in for what is not set."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    clerk_publishable_key: str = EMULATED_KEY
    clerk_secret: SecretStr | None = Field(None, validation_alias=AliasChoices("clerk_secret_key", "CLERK_SECRET_KEY"))
    clerk_jwt_template: str = "fauna"
    clerk_authorized_parties: list[str] = []
    fauna_endpoint_override: str | None = Field(None, validation_alias=AliasChoices("fauna_endpoint", "FAUNA_ENDPOINT"))
    fauna_secret_override: SecretStr | None = Field(None, validation_alias=AliasChoices("fauna_secret", "FAUNA_SECRET"))
    fauna_database: str = "app"
    emulators_port: int = 8443
    emulators_session_token_seconds: int = 60
    emulators_template_token_seconds: int = 0
    local_dir: Path = Path(".local")
    dev_tools_override: bool | None = Field(None, validation_alias=AliasChoices("dev_tools", "DEV_TOOLS"))

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.clerk_emulated != (self.clerk_secret is None):
            missing = "CLERK_PUBLISHABLE_KEY" if self.clerk_emulated else "CLERK_SECRET_KEY"
            raise ValueError(f"{missing} is not set: give both of Clerk's keys, or neither to use the emulator.")
        if self.clerk_secret is not None:
            public, secret = self.clerk_publishable_key[:8], self.clerk_secret.get_secret_value()[:8]
            if public.removeprefix("pk") != secret.removeprefix("sk") or public not in ("pk_test_", "pk_live_"):
                raise ValueError("CLERK_PUBLISHABLE_KEY and CLERK_SECRET_KEY are not of one instance (test or live).")
        if (self.fauna_endpoint_override is None) != (self.fauna_secret_override is None):
            raise ValueError("Set both FAUNA_ENDPOINT and FAUNA_SECRET, or neither to use the emulator.")
        _frontend_host(self.clerk_publishable_key)
        return self

    @property
    def clerk_emulated(self) -> bool:
        """Whether the Clerk emulator stands in."""
        return self.clerk_publishable_key == EMULATED_KEY

    @property
    def fauna_emulated(self) -> bool:
        """Whether the Fauna emulator stands in."""
        return self.fauna_endpoint_override is None

    @property
    def emulators_address(self) -> str:
        """Where the emulators listen."""
        return f"http://127.0.0.1:{self.emulators_port}"

    @property
    def clerk_frontend_api(self) -> str:
        """The Frontend API's address, which is also the tokens' issuer; no slash at the end."""
        if self.clerk_emulated:
            return f"{self.emulators_address}/__clerk"
        return f"https://{_frontend_host(self.clerk_publishable_key)}"

    @property
    def clerk_backend_api(self) -> str:
        """The Backend API's address, version included."""
        return f"{self.emulators_address}/__clerk/bapi/v1" if self.clerk_emulated else CLERK_API

    @property
    def clerk_secret_key(self) -> SecretStr:
        """The secret key: the one set, or the emulator's."""
        return self.clerk_secret or SecretStr(self._emulator_secret("clerk_secret_key"))

    @property
    def fauna_endpoint(self) -> str:
        """Fauna's address."""
        return (self.fauna_endpoint_override or self.emulators_address).rstrip("/")

    @property
    def fauna_secret(self) -> SecretStr:
        """The secret for set-up: the one set, or the emulator's root secret."""
        return self.fauna_secret_override or SecretStr(self._emulator_secret("fauna_root_secret"))

    @property
    def dev_tools(self) -> bool:
        """Whether developer tools show."""
        if self.dev_tools_override is not None:
            return self.dev_tools_override
        return self.clerk_publishable_key.startswith("pk_test_")

    @property
    def service_label(self) -> str:
        """What the app talks to, in a few words."""
        if self.clerk_emulated and self.fauna_emulated:
            return "Emulators"
        kind = "live" if self.clerk_publishable_key.startswith("pk_live_") else "dev"
        clerk = "Clerk emulator" if self.clerk_emulated else f"Clerk {kind}"
        host = "Fauna emulator" if self.fauna_emulated else f"FaunaDB {self.fauna_endpoint.partition('//')[2]}"
        return f"{clerk} + {host}"

    @property
    def emulators_dir(self) -> Path:
        """The emulators' data folder."""
        return self.local_dir / "emulators"

    def is_authorized_party(self, origin: str) -> bool:
        """Whether a session token made for a page of this origin counts."""
        if self.clerk_authorized_parties:
            return origin in self.clerk_authorized_parties
        return self.clerk_publishable_key.startswith("pk_test_") and LOOPBACK.fullmatch(origin) is not None

    def _emulator_secret(self, name: str) -> str:
        path = self.emulators_dir / "secrets.json"
        try:
            return json.loads(path.read_text())[name]
        except (OSError, KeyError, ValueError) as error:
            message = "The emulators have not run yet; start the app or `python -m app emulators` first."
            raise SettingsError(message) from error


@lru_cache
def get_settings() -> Settings:
    """The settings of this process. Raises `SettingsError` with one sentence."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue] - fields come from the environment
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"]).upper()
        text = problem["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {text}" if name else text) from None


def _frontend_host(key: str) -> str:
    try:
        text = key.split("_", 2)[2]
        host = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode()
    except (IndexError, binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("CLERK_PUBLISHABLE_KEY is not a publishable key: copy it again from the dashboard.") from error
    if not host.endswith("$") or "." not in host:
        raise ValueError("CLERK_PUBLISHABLE_KEY is not a publishable key: copy it again from the dashboard.")
    return host[:-1]
