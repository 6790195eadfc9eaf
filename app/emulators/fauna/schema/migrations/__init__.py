"""Migrations of a collection's fields: do they lead from the schema that is to the one that shall be.

shape → rewind → explain: the fields as they change, the migrations undone from last to first, and what is wrong when
that does not end where the collection stands. `plan` is the door.
"""
