"""The demo users, offered in emulator mode and with test keys."""

from dataclasses import dataclass
from typing import Any

PASSWORD = "harbor-lantern-42"  # noqa: S105 - published: only the emulator knows it


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user with a role in `public_metadata`."""

    role: str
    first_name: str
    last_name: str

    @property
    def email(self) -> str:
        """A test address: its code is always 424242."""
        return f"{self.role}+clerk_test@example.com"

    @property
    def full_name(self) -> str:
        """As Clerk puts it together."""
        return f"{self.first_name} {self.last_name}"

    def fields(self, *, emulated: bool) -> dict[str, Any]:
        """What the Backend API needs to create the user; the password is published, so only an emulator gets it."""
        entry = {"password": PASSWORD} if emulated else {"skip_password_requirement": True}
        return {
            **entry,
            "email_address": [self.email],
            "first_name": self.first_name,
            "last_name": self.last_name,
            "public_metadata": {"role": self.role},
        }


DEMO_USERS = (DemoUser("manager", "Mara", "Manager"), DemoUser("member", "Milo", "Member"))
