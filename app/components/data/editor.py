"""An editor for JSON or FSL; its JavaScript lies beside this file."""

from typing import Any

import reflex as rx

from app.scripts import script

EDITOR = script(__name__, "editor.jsx")


def _typed(source: rx.Var[str], text: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    """What `on_change` hands over."""
    return source, text


class TextEditor(rx.Component):
    """CodeMirror as the field `name` of a form; `text` is taken anew whenever `version` changes.

    Each of `problems` has a `message` and its place: a `path` of names and positions in JSON, or `line`, `column` and
    `length`. When typing pauses, `on_change` tells the `source` that the text is of, and the text. A text longer than
    a page may send is empty in the form, and `<name>_too_long` is `true`.
    """

    library = EDITOR
    tag = "TextEditor"
    lib_dependencies: list[str] = [
        "@codemirror/commands@6.11.1",
        "@codemirror/lang-json@6.0.2",
        "@codemirror/language@6.13.1",
        "@codemirror/lint@6.9.8",
        "@codemirror/state@6.7.6",
        "@codemirror/view@6.43.15",
        "@lezer/highlight@1.2.5",
    ]
    name: rx.Var[str]
    source: rx.Var[str]
    language: rx.Var[str]
    text: rx.Var[str]
    version: rx.Var[int]
    problems: rx.Var[list[dict[str, Any]]]
    label: rx.Var[str]
    read_only: rx.Var[bool]
    on_change: rx.EventHandler[_typed]
