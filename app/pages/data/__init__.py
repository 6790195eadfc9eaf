"""`/data`: the app database's documents and schema, for developers.

Everything here uses the admin key of the app's database on the server: it exists only where developer tools are on, and
answers only who is signed in.
"""

from app.pages.data.view import data_page

__all__ = ["data_page"]
