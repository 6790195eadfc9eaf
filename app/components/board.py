"""The board of notes: composer and list, with what the user does shown before Fauna has answered."""

import reflex as rx

from app.clerk.components import PACKAGE
from app.components import feed
from app.components.feed import VIRTUAL
from app.scripts import script

LIBRARY = script(feed.__name__, "board.jsx")  # which imports what lies there
Text = rx.Var[str]


def _add(op: Text, text: Text, visibility: Text) -> tuple[Text, Text, Text]:
    return op, text, visibility


def _edit(op: Text, note: Text, text: Text, visibility: Text) -> tuple[Text, Text, Text, Text]:
    return op, note, text, visibility


def _remove(op: Text, note: Text) -> tuple[Text, Text]:
    return op, note


class Composer(rx.Component):
    """Where a note is written; `on_add` gets a name for the act, the text and who may read it."""

    library = LIBRARY
    tag = "Composer"
    lib_dependencies: list[str] = [PACKAGE, VIRTUAL]
    name: rx.Var[str]
    on_add: rx.EventHandler[_add]


class Notes(rx.Component):
    """The notes of a feed; `on_edit` and `on_remove` get a name for the act and the note's id."""

    library = LIBRARY
    tag = "Notes"
    lib_dependencies: list[str] = [PACKAGE, VIRTUAL]
    name: rx.Var[str]
    order: rx.Var[str]
    on_edit: rx.EventHandler[_edit]
    on_remove: rx.EventHandler[_remove]
