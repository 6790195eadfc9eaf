"""Clerk's provider and components as Reflex components; their JavaScript lies beside this file."""

import reflex as rx

from app.scripts import script
from app.settings import get_settings

ACCOUNT = script(__name__, "account.jsx")
BRIDGE = script(__name__, "bridge.jsx")
PACKAGE = "@clerk/react@6.18.0"


class ClerkBridge(rx.Component):
    """The provider around the whole app."""

    library = BRIDGE
    tag = "ClerkBridge"
    lib_dependencies: list[str] = [PACKAGE]
    publishable_key: rx.Var[str]
    emulator_port: rx.Var[int]


class SignInForm(rx.Component):
    """Clerk's sign-in form."""

    library = BRIDGE
    tag = "SignInForm"


class SignUpForm(rx.Component):
    """Clerk's sign-up form."""

    library = BRIDGE
    tag = "SignUpForm"


class AccountButton(rx.Component):
    """The user's button when signed in, else a way to sign in."""

    library = ACCOUNT
    tag = "AccountButton"


class SignedInField(rx.Component):
    """A hidden field `signed_in` of a form: `true` where ClerkJS has a session. A hint, never a proof."""

    library = BRIDGE
    tag = "SignedInField"


class DemoUsers(rx.Component):
    """One click signs a demo user in, by a ticket that the page fetches and never keeps.

    Each of `users` has `role`, `name` and `initials`.
    """

    library = BRIDGE
    tag = "DemoUsers"
    users: rx.Var[list[dict[str, str]]]


class OpenAs(rx.Component):
    """Links that open the page in a second window with a demo user signed in there; `users` as for `DemoUsers`."""

    library = script(__name__, "open_as.jsx")
    tag = "OpenAs"
    lib_dependencies: list[str] = [PACKAGE]
    users: rx.Var[list[dict[str, str]]]


def clerk_provider(stateful: bool) -> rx.Component | None:
    """The app wrap; pages without state have no backend to tell."""
    if not stateful:
        return None
    settings = get_settings()
    port = settings.emulators_port if settings.clerk_emulated else 0
    return ClerkBridge.create(publishable_key=settings.clerk_publishable_key, emulator_port=port)
