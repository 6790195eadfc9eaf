"""The Documents tab: collections beside the grid, and above it what narrows and orders what it shows."""

import reflex as rx

from app.components.data.grid import DataGrid
from app.components.problem import problem_box
from app.pages.data.document import DocumentState
from app.pages.data.document_view import document_dialog
from app.pages.data.documents import AHEAD, DocumentsState
from app.pages.data.listing import CollectionView


def grid_tab() -> rx.Component:
    """The tab."""
    return rx.box(
        rx.el.nav(
            rx.cond(
                DocumentsState.is_listed,
                rx.foreach(DocumentsState.collections, _collection),
                rx.fragment(*[rx.skeleton(rx.box(height="2.25rem"), loading=True) for _ in range(3)]),
            ),
            class_name="collections",
            aria_label="Collections",
        ),
        rx.box(
            rx.cond(DocumentsState.is_listed & (DocumentsState.chosen == ""), _nothing(), rx.fragment(_bar(), _grid())),
            min_width="0",
        ),
        document_dialog(),
        class_name="data-grid",
    )


def _collection(collection: CollectionView) -> rx.Component:
    return rx.el.button(
        rx.el.bdi(collection.name),
        rx.el.span(rx.cond(collection.count == "", "…", collection.count), class_name="collection-count"),
        type="button",
        class_name="rt-reset collection",
        aria_current=rx.cond(collection.name == DocumentsState.chosen, "true", "false"),
        on_click=DocumentsState.choose(collection.name),
    )


def _nothing() -> rx.Component:
    return rx.box(
        rx.heading("No collections yet", as_="h2", size="3"),
        rx.text(
            "Add one in the Schema tab, for example ",
            rx.code("collection Note { text: String }"),
            ", and push it.",
            size="2",
            color_scheme="gray",
        ),
        class_name="data-empty",
    )


def _bar() -> rx.Component:
    return rx.box(
        rx.flex(
            rx.heading(rx.el.bdi(DocumentsState.chosen), as_="h2", size="4", min_height="1.75rem"),
            rx.spacer(),
            rx.button(
                rx.icon("refresh-cw", size=14, aria_hidden="true"),
                "Refresh",
                size="2",
                variant="soft",
                color_scheme="gray",
                on_click=DocumentsState.load,
            ),
            rx.button(
                rx.icon("plus", size=14, aria_hidden="true"), "New document", size="2", on_click=DocumentState.new
            ),
            align="center",
            spacing="3",
            wrap="wrap",
        ),
        rx.flex(
            rx.el.label("Filter by index", html_for="index", class_name="bar-label"),
            rx.el.select(
                rx.foreach(DocumentsState.index_names, lambda name: rx.el.option(name, value=name)),
                id="index",
                value=rx.cond(DocumentsState.index.name == "", "All documents", DocumentsState.index.name),
                on_change=DocumentsState.choose_index,
                class_name="bar-select",
            ),
            rx.cond(
                DocumentsState.index.name != "",
                rx.text(DocumentsState.index.about, size="1", class_name="bar-about"),
                rx.text(DocumentsState.history, size="1", class_name="bar-about"),
            ),
            align="center",
            spacing="3",
            wrap="wrap",
            min_height="2.25rem",
        ),
        rx.cond(DocumentsState.index.name != "", _filter()),
        problem_box(
            DocumentsState.problem,
            rx.button("Try again", size="1", variant="soft", on_click=DocumentsState.go_on),
        ),
        rx.cond(
            DocumentState.deleted != "",
            rx.flex(
                rx.text("Deleted ", rx.code(DocumentState.deleted), size="2"),
                rx.button("Undo", size="1", variant="soft", on_click=DocumentState.undo),
                align="center",
                spacing="3",
                role="status",
            ),
        ),
        class_name="data-bar",
    )


def _filter() -> rx.Component:
    return rx.form(
        rx.foreach(
            DocumentsState.index.terms,
            lambda term, place: _bound(term, f"term{place}", required=True),
        ),
        rx.cond(
            DocumentsState.index.bound != "",
            rx.fragment(
                _bound(DocumentsState.index.bound_label + " from", "lower"),
                _bound(DocumentsState.index.bound_label + " to", "upper"),
            ),
        ),
        rx.button("Look up", type="submit", size="2", variant="soft"),
        rx.cond(
            DocumentsState.mistake != "",
            rx.text(DocumentsState.mistake, size="1", color_scheme="red", role="alert", width="100%"),
        ),
        key=DocumentsState.filters,
        on_submit=DocumentsState.filter,
        reset_on_submit=False,
        class_name="filter",
        aria_label="Filter",
    )


def _bound(label: rx.Var[str], name: str, *, required: bool = False) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="bar-label"),
        rx.input(name=name, size="2", required=required, max_length=2_000, auto_complete=False),
        class_name="bound",
    )


def _grid() -> rx.Component:
    return rx.fragment(
        DataGrid.create(
            batch=DocumentsState.batch,
            ahead=AHEAD,
            waiting=DocumentsState.loading,
            sort=DocumentsState.sort,
            label="Documents of " + DocumentsState.chosen,
            on_open=DocumentState.open,
            on_sort=DocumentsState.sort_by,
            on_more=DocumentsState.more,
        ),
        rx.text(
            rx.cond(
                DocumentsState.loaded == 0,
                rx.cond(DocumentsState.loading, "Reading…", "No documents here."),
                rx.fragment(
                    DocumentsState.loaded,
                    " read",
                    rx.cond(DocumentsState.goes_on, "; scroll for more", ""),
                    rx.cond(DocumentsState.total != "", " · " + DocumentsState.total + " in the collection", ""),
                ),
            ),
            size="1",
            class_name="grid-foot",
            role="status",
        ),
    )
