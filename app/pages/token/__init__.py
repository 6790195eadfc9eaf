"""`/token`: the user's Fauna token taken apart, why Fauna decides as it does, and faults at the push of a button."""

from app.pages.token.state import TokenState
from app.pages.token.view import token_page

__all__ = ["TokenState", "token_page"]
