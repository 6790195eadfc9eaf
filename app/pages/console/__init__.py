"""`/console`: any FQL, as oneself or as anybody, now or at an instant, with the reasons for the answer."""

from app.pages.console.page import console_page
from app.pages.console.state import ConsoleState

__all__ = ["ConsoleState", "console_page"]
