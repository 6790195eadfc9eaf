"""`/sign-in`: Clerk's own form, and demo users in one click where Clerk is emulated."""

import reflex as rx

from app.clerk.components import DemoUsers, SignInForm
from app.components.shell import shell
from app.settings import get_settings
from app.setup.demo import DEMO_USERS


def sign_in_page() -> rx.Component:
    """The page."""
    settings = get_settings()
    beside = [_demo_users(settings.emulators_port)] if settings.clerk_emulated else []
    return shell(
        "/sign-in",
        rx.heading("Sign in", as_="h1", class_name="only-read-aloud"),
        rx.box(rx.box(SignInForm.create(), class_name="clerk-form"), *beside, class_name="sign-in-grid"),
    )


def _demo_users(port: int) -> rx.Component:
    users = [
        {
            "role": user.role,
            "name": f"{user.first_name} {user.last_name}",
            "initials": user.first_name[:2],
        }
        for user in DEMO_USERS
    ]
    return rx.card(
        rx.heading("Or be somebody at once", as_="h2", size="3"),
        rx.text(
            "Demo users of the emulator, one click each. Their roles decide what Fauna lets them do.",
            size="2",
            color_scheme="gray",
            margin="0.25rem 0 1rem",
        ),
        DemoUsers.create(users=users),
        rx.text(
            "Codes that would be mailed lie in the ",
            rx.link("outbox", href=f"http://127.0.0.1:{port}/__clerk/outbox", is_external=True, underline="always"),
            "; addresses with ",
            rx.code("+clerk_test", variant="ghost"),
            " take ",
            rx.code("424242", variant="ghost"),
            ".",
            size="1",
            color_scheme="gray",
        ),
        size="3",
        class_name="demo",
    )
