"""`/sign-up`: Clerk's own form."""

import reflex as rx

from app.clerk.components import SignUpForm
from app.components.shell import shell


def sign_up_page() -> rx.Component:
    """The page."""
    return shell(
        "/sign-up",
        rx.heading("Sign up", as_="h1", class_name="only-read-aloud"),
        rx.box(rx.box(SignUpForm.create(), class_name="clerk-form"), class_name="sign-in-grid"),
    )
