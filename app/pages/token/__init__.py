"""`/token`: the user's Fauna token taken apart, why Fauna decides as it does, and faults at the push of a button."""

from app.pages.token.view import token_page

__all__ = ["token_page"]
