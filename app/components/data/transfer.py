"""Export and import of documents; the JavaScript lies beside this file."""

import reflex as rx

TRANSFER = f"$/public{rx.asset('transfer.jsx', shared=True).partition('?')[0]}"


class TransferPanel(rx.Component):
    """Both ways, with their progress; `on_done` follows an import."""

    library = TRANSFER
    tag = "TransferPanel"
    collections: rx.Var[list[str]]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]
