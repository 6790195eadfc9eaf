"""Documents of a database as JSON Lines and back, through Fauna's HTTP interface alone.

`exporting` writes a snapshot of collections, page by page. `importing` reads a file in three passes: every line for
itself, every line against the database in transactions that end in an abort, and only then for good. A file that fits
one transaction is written by one. A longer one takes several, each noted in a journal before it is sent; whatever
happens before the last, all of them are taken back, by the next import at the latest.
"""
