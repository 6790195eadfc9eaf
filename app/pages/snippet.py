"""The Python that a developer pastes into an own handler to ask what the page just asked."""

import json

TEMPLATE = """\
import reflex as rx

from app.clerk.state import AuthState
from app.clerk.template_tokens import template_token
from app.fauna.client import FaunaClient
from app.settings import get_settings


class MyState(rx.State):
    message: str = ""

    @rx.event(background=True)
    async def ask(self):
        async with self:
            session = (await self.get_state(AuthState)).session()
        if session is None:
            return
        _, session_id = session
        token = await template_token(session_id, {template})
        async with FaunaClient(get_settings().fauna_endpoint) as fauna:
            answer = await fauna.query({query}, secret=token.jwt)
        async with self:
            self.message = f"Message: {{answer.data}}"
"""


def snippet(query: str, template: str) -> str:
    """A handler that runs `query` with the user's token of a JWT template."""
    return TEMPLATE.format(query=_text(query), template=_text(template))


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
