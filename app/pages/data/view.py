"""The page: documents, schema, import and export, each behind its tab."""

import reflex as rx

from app.clerk.state import AuthState
from app.components.data.transfer import TransferPanel
from app.components.shell import page_heading, shell
from app.pages.data.document import DocumentState
from app.pages.data.documents import DocumentsState
from app.pages.data.grid_view import grid_tab
from app.pages.data.schema import SchemaState
from app.pages.data.schema_view import schema_tab


def data_page() -> rx.Component:
    """The page."""
    return shell(
        "/data",
        page_heading(
            "Data",
            "What the app's database holds, as its administrator sees it.",
        ),
        rx.cond(AuthState.is_signed_in, _tools(), _signed_out()),
    )


def _tools() -> rx.Component:
    return rx.box(
        rx.box(
            on_mount=[DocumentState.close, SchemaState.enter, DocumentsState.load],
            display="none",
        ),
        rx.tabs.root(
            rx.tabs.list(
                rx.tabs.trigger("Documents", value="documents"),
                rx.tabs.trigger("Schema", value="schema"),
                rx.tabs.trigger("Import and export", value="transfer"),
            ),
            rx.tabs.content(grid_tab(), value="documents"),
            rx.tabs.content(schema_tab(), value="schema"),
            rx.tabs.content(
                TransferPanel.create(collections=DocumentsState.names, on_done=DocumentsState.load), value="transfer"
            ),
            default_value="documents",
        ),
        class_name="data-tools",
    )


def _signed_out() -> rx.Component:
    return rx.card(
        rx.heading("Sign in to see the data", as_="h2", size="3"),
        rx.text(
            "This page reads and writes with the admin key of the app's database, so it answers only people whose "
            "session Clerk vouches for, and only where DEV_TOOLS is on.",
            size="2",
            color_scheme="gray",
        ),
        rx.link("Sign in", href="/sign-in?redirect_url=/data", size="2", weight="medium"),
        class_name="data-signed-out late",
    )
