"""The Schema tab: files beside their editor, what is wrong beneath it, and the ways to push or stage."""

import reflex as rx

from app.components.data.editor import TextEditor
from app.components.problem import problem_box
from app.pages.data.differences import DiffLine
from app.pages.data.schema import SchemaState


def schema_tab() -> rx.Component:
    """The tab."""
    return rx.box(
        rx.box(on_mount=SchemaState.load, display="none"),
        rx.cond(SchemaState.staged != "none", _staged()),
        problem_box(SchemaState.problem, rx.cond(SchemaState.has_moved, _ways_out())),
        rx.box(_files(), _editor(), class_name="data-grid"),
        _review(),
        class_name="schema",
    )


def _files() -> rx.Component:
    return rx.box(
        rx.el.nav(
            rx.cond(
                SchemaState.is_read,
                rx.foreach(SchemaState.files, _file),
                rx.skeleton(rx.box(height="2.25rem"), loading=True),
            ),
            class_name="collections",
            aria_label="Schema files",
        ),
        rx.form(
            rx.input(
                name="name", size="2", placeholder="new.fsl", aria_label="Name of a new file", auto_complete=False
            ),
            rx.icon_button(
                rx.icon("plus", size=14), type="submit", size="2", variant="soft", aria_label="Add the file"
            ),
            on_submit=SchemaState.add,
            reset_on_submit=True,
            class_name="new-file",
        ),
        rx.cond(
            SchemaState.name_problem != "",
            rx.text(SchemaState.name_problem, size="1", color_scheme="red", role="alert"),
        ),
        min_width="0",
    )


def _file(name: rx.Var[str]) -> rx.Component:
    return rx.el.button(
        rx.el.bdi(name),
        rx.cond(
            SchemaState.changed.contains(name),
            rx.el.span("changed", class_name="collection-count"),
        ),
        type="button",
        class_name="rt-reset collection",
        aria_current=rx.cond(name == SchemaState.current, "true", "false"),
        on_click=SchemaState.choose(name),
    )


def _editor() -> rx.Component:
    return rx.form(
        rx.cond(
            SchemaState.is_read & (SchemaState.current != ""),
            rx.box(
                TextEditor.create(
                    name="fsl",
                    source=SchemaState.current,
                    language="fsl",
                    text=SchemaState.text,
                    version=SchemaState.loaded,
                    problems=SchemaState.problems,
                    label="Schema as FSL",
                    on_change=SchemaState.type,
                ),
                class_name="schema-editor",
            ),
            rx.box(
                rx.cond(
                    SchemaState.is_read,
                    rx.text("No schema files yet: add one at the left.", size="2", color_scheme="gray"),
                    rx.skeleton(rx.box(height="100%"), loading=True, height="100%"),
                ),
                class_name="schema-editor",
            ),
        ),
        rx.box(
            rx.text(
                SchemaState.verdict,
                size="1",
                weight="medium",
                role="status",
                min_height="1rem",
                color_scheme=rx.cond(SchemaState.verdict.contains("mistake"), "red", "gray"),
            ),
            rx.el.ul(
                rx.foreach(
                    SchemaState.problems,
                    lambda found: rx.el.li(
                        rx.code(SchemaState.current, ":", found["line"].to(int), size="1"),
                        " ",
                        found["message"].to(str),
                    ),
                ),
                rx.foreach(SchemaState.elsewhere, rx.el.li),
                class_name="field-problems",
                aria_label="Mistakes",
            ),
            min_height="3rem",
        ),
        rx.flex(
            rx.button(
                "Reload",
                type="button",
                size="2",
                variant="soft",
                color_scheme="gray",
                on_click=SchemaState.reload,
            ),
            rx.cond(
                SchemaState.is_read & (SchemaState.current != ""),
                rx.button(
                    "Remove file",
                    type="button",
                    size="2",
                    variant="soft",
                    color_scheme="gray",
                    on_click=SchemaState.remove,
                ),
            ),
            rx.spacer(),
            rx.text("Version ", SchemaState.version, size="1", color_scheme="gray"),
            rx.button("Review and push", type="submit", size="2", loading=SchemaState.is_busy),
            align="center",
            spacing="3",
            wrap="wrap",
        ),
        on_submit=SchemaState.review,
        reset_on_submit=False,
        class_name="schema-form",
    )


def _review() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("What this changes", size="4"),
            rx.dialog.description(
                "Compared with the active schema. Nothing has been pushed yet.", size="2", color_scheme="gray"
            ),
            rx.tabs.root(
                rx.tabs.list(
                    rx.tabs.trigger("Meaning", value="semantic"),
                    rx.tabs.trigger("Text", value="textual"),
                ),
                rx.tabs.content(_diff(SchemaState.semantic, "Changes by meaning"), value="semantic"),
                rx.tabs.content(_diff(SchemaState.textual, "Changes by line"), value="textual"),
                default_value="semantic",
            ),
            rx.flex(
                rx.dialog.close(rx.button("Back", variant="soft", color_scheme="gray", size="2")),
                rx.spacer(),
                rx.button("Stage", variant="soft", size="2", on_click=SchemaState.push(True)),
                rx.cond(
                    SchemaState.staged == "none",
                    rx.button("Push now", size="2", on_click=SchemaState.push(False)),
                ),
                spacing="3",
                margin_top="1rem",
                wrap="wrap",
            ),
            max_width="46rem",
        ),
        open=SchemaState.reviewing,
        on_open_change=lambda is_open: rx.cond(is_open, rx.noop(), SchemaState.leave_review()),
    )


def _diff(lines: rx.Var[list[DiffLine]], label: str) -> rx.Component:
    return rx.el.pre(
        rx.foreach(
            lines,
            lambda line: rx.el.span(line.text, "\n", class_name="diff-line", custom_attrs={"data-kind": line.kind}),
        ),
        class_name="diff",
        tab_index=0,
        role="region",
        aria_label=label,
    )


def _staged() -> rx.Component:
    return rx.box(
        rx.flex(
            rx.heading("Staged schema", as_="h2", size="3"),
            rx.badge(
                SchemaState.staged,
                color_scheme=rx.match(SchemaState.staged, ("ready", "green"), ("failed", "red"), "amber"),
            ),
            rx.spacer(),
            _confirmed(
                "Abandon",
                "Abandon what is staged?",
                "The active schema stays as it is.",
                "Abandon it",
                "red",
                SchemaState.abandon,
            ),
            rx.cond(
                SchemaState.staged == "ready",
                _confirmed(
                    "Commit",
                    "Commit what is staged?",
                    "It becomes the schema for all users at once.",
                    "Commit it",
                    "iris",
                    SchemaState.commit,
                ),
            ),
            align="center",
            spacing="3",
            wrap="wrap",
        ),
        _diff(SchemaState.staged_diff, "What is staged"),
        class_name="staged",
    )


def _confirmed(
    word: str, question: str, consequence: str, answer: str, colour: str, handler: rx.event.EventCallback
) -> rx.Component:
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(
            rx.button(word, size="2", variant="soft", color_scheme=colour, loading=SchemaState.is_busy)
        ),
        rx.alert_dialog.content(
            rx.alert_dialog.title(question, size="4"),
            rx.alert_dialog.description(consequence, size="2"),
            rx.flex(
                rx.alert_dialog.cancel(rx.button("Not now", variant="soft", color_scheme="gray")),
                rx.alert_dialog.action(rx.button(answer, color_scheme=colour, on_click=handler)),
                spacing="3",
                justify="end",
                margin_top="1rem",
            ),
            max_width="26rem",
        ),
    )


def _ways_out() -> rx.Component:
    return rx.flex(
        rx.button("Reload", size="1", variant="soft", on_click=SchemaState.reload),
        rx.button("Keep mine", size="1", variant="soft", color_scheme="gray", on_click=SchemaState.keep),
        spacing="2",
    )
