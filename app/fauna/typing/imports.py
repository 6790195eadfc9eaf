"""What the written module imports, of which it takes what it needs."""

import re

IMPORTS = (
    ("dataclasses", ("dataclass",)),
    ("datetime", ("date", "datetime")),
    ("typing", ("Any", "Literal", "NoReturn", "NotRequired", "Self", "TypedDict")),
    ("", ()),
    ("fauna", ("Document", "DocumentReference", "EventSource", "Module", "NullDocument", "Page")),
    ("fauna.query.query_builder", ("Query",)),
    ("typing_extensions", ("TypedDict",)),
    ("", ()),
    ("app.fauna.typed", ("Range", "Ref", "TypedQuery", "TypedSet")),
    ("app.fauna.typed", ("call", "each", "fields_of", "indexed", "nothing", "optional", "same")),
)
BUILTINS = ("bool", "bytearray", "bytes", "classmethod", "dict", "float", "int", "list", "staticmethod", "str")
TAKEN = frozenset((*BUILTINS, "between", "extra", "found", *(name for _, names in IMPORTS for name in names)))
UNREAD = re.compile(r'""".*?"""|"(?:\\.|[^"\\])*"')


def imports(body: str) -> str:
    """The imports that a module's body needs."""
    used = set(re.findall(r"\w+", UNREAD.sub("", body)))
    unfit = "typing" if "extra_items" in used else "typing_extensions"  # the former knows no extra items before 3.15
    lines: dict[str, list[str]] = {}
    for number, (source, names) in enumerate(IMPORTS):
        needed = [name for name in names if name in used and (name, source) != ("TypedDict", unfit)]
        if needed or not source:
            lines.setdefault(source or f" {number}", []).extend(needed)
    text = "\n".join("" if source[0] == " " else f"from {source} import {', '.join(lines[source])}" for source in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
