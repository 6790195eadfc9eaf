"""Typed Python of the app's database."""

from app.fauna.client import FaunaClient
from app.fauna.typing import module_text, read_schema
from app.settings import Settings
from app.setup.database import needed_secret


async def typed_module(settings: Settings) -> str:
    """The module's text. Raises `FaunaError`, and `SignatureError` for a type it cannot read."""
    async with FaunaClient(settings.fauna_endpoint) as client:
        return module_text(await read_schema(client, secret=await needed_secret(settings)))
