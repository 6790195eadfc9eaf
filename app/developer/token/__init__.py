"""A user's Fauna token taken apart: what each part means, who put it there, which check reads it, and how that ends.

`inspect_token` gathers what is known of the token from Clerk and Fauna; the token itself never leaves this package.
"""

from app.developer.token.inspect import Report, inspect_token
from app.developer.token.parts import Part
from app.developer.token.verify import Check

__all__ = ["Check", "Part", "Report", "inspect_token"]
