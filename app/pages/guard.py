"""Which handlers a browser may call: those of the pages' own states, and the few of Reflex's that its pages use.

Those marked `developer_only` are open where settings.dev_tools is true.
Reflex makes every public method of a state callable by any client, and gives each state a `setvar`.
States that hold a verified identity must not be reachable that way.
"""

import logging

import reflex as rx
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from app.pages.developer import is_developer_only
from app.settings import get_settings

log = logging.getLogger(__name__)
OWN, OPEN = "app.", "app.pages."
SETTER = "setvar"
FRAMEWORK = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "on_load_internal",
        "set_is_hydrated",
        "update_vars_internal",
        "handle_frontend_exception",
    }
)


def is_open(name: str) -> bool:
    """Whether clients may call the handler of this full name."""
    handler = RegistrationContext.get().event_handlers.get(name)
    if handler is None:
        return False
    last = name.rpartition(".")[2]
    module = handler.states[0].__module__ if handler.states else ""
    if not module.startswith(OWN):
        return last in FRAMEWORK
    is_ours = module.startswith(OPEN) and last != SETTER
    return is_ours and (get_settings().dev_tools or not is_developer_only(handler.handler.fn))


class PageHandlersOnly(Middleware):
    """Drops calls of what is not open, with nothing of their arguments in the log."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """An empty update ends the event here."""
        if is_open(event.name):
            return None
        log.warning("A client called %s, which is no page's handler.", event.name)
        return StateUpdate()
