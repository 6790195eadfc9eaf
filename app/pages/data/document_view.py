"""The dialog of one document: an editor for its JSON, and its history."""

import reflex as rx

from app.components.data.editor import TextEditor
from app.components.problem import problem_box
from app.pages.data.document import DocumentState
from app.pages.data.drafts import ChangeView, VersionView
from app.pages.data.history import HistoryState


def document_dialog() -> rx.Component:
    """The dialog; it opens with the state."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.flex(
                rx.dialog.title(
                    rx.cond(
                        DocumentState.doc_id == "",
                        rx.fragment("New document in ", DocumentState.collection),
                        rx.fragment(DocumentState.collection, " ", DocumentState.doc_id),
                    ),
                    size="4",
                    margin="0",
                ),
                rx.spacer(),
                rx.dialog.close(
                    rx.icon_button(
                        rx.icon("x", size=16), variant="ghost", color_scheme="gray", aria_label="Close the document"
                    )
                ),
                align="center",
            ),
            rx.dialog.description(
                rx.cond(
                    DocumentState.ts == "",
                    "Written at once; Fauna makes the id unless you give one.",
                    "Last written " + DocumentState.ts,
                ),
                class_name="document-about",
            ),
            rx.tabs.root(
                rx.tabs.list(
                    rx.tabs.trigger("Edit", value="edit"),
                    rx.tabs.trigger("History", value="history", disabled=DocumentState.doc_id == ""),
                ),
                problem_box(DocumentState.problem, rx.cond(DocumentState.conflict, _ways_out())),
                rx.tabs.content(_form(), value="edit", force_mount=True, class_name="document-tab"),
                rx.tabs.content(_history(), value="history", class_name="document-tab"),
                value=DocumentState.tab,
                on_change=[DocumentState.show, HistoryState.look],
            ),
            class_name="document-dialog",
            size="3",
        ),
        open=DocumentState.is_open,
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), DocumentState.close()),
    )


def _ways_out() -> rx.Component:
    return rx.flex(
        rx.button("Reload theirs", size="1", variant="soft", type="button", on_click=DocumentState.reload),
        rx.button(
            "Keep mine", size="1", variant="soft", color_scheme="gray", type="button", on_click=DocumentState.keep
        ),
        spacing="2",
    )


def _form() -> rx.Component:
    return rx.form(
        rx.cond(
            DocumentState.is_loading,
            rx.skeleton(rx.box(height="18rem"), loading=True),
            rx.box(
                TextEditor.create(
                    name="text",
                    language="json",
                    text=DocumentState.text,
                    version=DocumentState.version,
                    problems=DocumentState.problems,
                    label="Fields as JSON",
                ),
                class_name="document-editor",
            ),
        ),
        rx.el.ul(
            rx.foreach(
                DocumentState.problems,
                lambda found: rx.el.li(
                    rx.cond(
                        found["path"].to(list[str]).length() > 0,
                        rx.code(found["path"].to(list[str]).join("."), size="1"),
                    ),
                    " ",
                    found["message"].to(str),
                ),
            ),
            class_name="field-problems",
            role="alert",
            aria_label="Problems",
        ),
        rx.text(
            "5 is an Int, 5.0 a Double; other types are written as in ",
            rx.code('{ "@time": "2030-01-31T12:00:00Z" }'),
            ": @long, @date, @bytes, @ref.",
            size="1",
            color_scheme="gray",
        ),
        rx.flex(
            rx.cond(
                DocumentState.doc_id == "",
                rx.el.label(
                    rx.el.span("Id (optional)", class_name="bar-label"),
                    rx.input(name="id", size="2", max_length=19, auto_complete=False),
                    class_name="bound",
                ),
            ),
            rx.el.label(
                rx.el.span("Expires (ttl)", class_name="bar-label"),
                rx.input(
                    name="ttl",
                    size="2",
                    key=DocumentState.version,
                    default_value=DocumentState.ttl,
                    placeholder="never",
                    max_length=40,
                    auto_complete=False,
                ),
                class_name="bound",
            ),
            rx.spacer(),
            rx.cond(DocumentState.doc_id != "", _delete()),
            rx.button("Save", type="submit", size="2", loading=DocumentState.is_saving),
            align="end",
            spacing="3",
            wrap="wrap",
        ),
        on_submit=DocumentState.save,
        reset_on_submit=False,
        class_name="document-form",
    )


def _delete() -> rx.Component:
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(
            rx.button("Delete", type="button", size="2", variant="soft", color_scheme="red"),
        ),
        rx.alert_dialog.content(
            rx.alert_dialog.title("Delete this document?", size="4"),
            rx.alert_dialog.description(
                DocumentState.collection + " " + DocumentState.doc_id + " is deleted for all users at once.", size="2"
            ),
            rx.flex(
                rx.alert_dialog.cancel(rx.button("Keep it", variant="soft", color_scheme="gray")),
                rx.alert_dialog.action(rx.button("Delete document", color_scheme="red", on_click=DocumentState.delete)),
                spacing="3",
                justify="end",
                margin_top="1rem",
            ),
            max_width="26rem",
        ),
    )


def _history() -> rx.Component:
    return rx.box(
        rx.cond(
            HistoryState.versions.length() == 0,
            rx.skeleton(rx.box(height="6rem"), loading=True),
            rx.el.ol(
                rx.foreach(HistoryState.versions, _version), class_name="versions", aria_label="Versions, newest first"
            ),
        ),
        rx.cond(
            HistoryState.older != "",
            rx.button("Show older versions", size="1", variant="soft", on_click=HistoryState.look_further),
        ),
        rx.text(
            "Fauna keeps what was written and when, not by whom: a text field updated_by is shown as the writer.",
            size="1",
            color_scheme="gray",
        ),
        class_name="history",
    )


def _version(version: VersionView) -> rx.Component:
    return rx.el.li(
        rx.flex(
            rx.code(version.ts, size="1", variant="ghost"),
            rx.cond(version.who != "", rx.text("by ", rx.el.bdi(version.who), size="1")),
            rx.cond(version.is_current, rx.badge("current", size="1")),
            rx.spacer(),
            rx.cond(
                ~version.is_current,
                rx.button(
                    "Restore",
                    size="1",
                    variant="soft",
                    color_scheme="gray",
                    aria_label="Restore the version of " + version.ts,
                    loading=DocumentState.is_saving,
                    on_click=HistoryState.restore(version.ts),
                ),
            ),
            align="center",
            spacing="2",
            wrap="wrap",
        ),
        rx.cond(version.note != "", rx.text(version.note, size="1", color_scheme="gray")),
        rx.foreach(version.changes, _change),
        class_name="version",
    )


def _change(change: ChangeView) -> rx.Component:
    return rx.el.div(
        rx.code(change.path, size="1", variant="ghost", class_name="change-path"),
        rx.cond(change.before != "", rx.el.del_(rx.el.bdi(change.before))),
        rx.cond(change.after != "", rx.el.ins(rx.el.bdi(change.after))),
        class_name="change",
    )
