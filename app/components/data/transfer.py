"""Export and import of documents; the JavaScript lies beside this file."""

import reflex as rx

from app.scripts import script

TRANSFER = script(__name__, "transfer.jsx")


class TransferPanel(rx.Component):
    """Both ways, with their progress; `on_done` follows an import."""

    library = TRANSFER
    tag = "TransferPanel"
    collections: rx.Var[list[str]]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]
