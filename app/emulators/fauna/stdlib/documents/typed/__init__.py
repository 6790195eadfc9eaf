"""Defined fields at work: types resolved against the database, values checked, defaults filled in."""
