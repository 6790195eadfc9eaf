"""A collection in Python: what its documents are read as, what they are made of, and queries on it."""

from app.fauna.typing.definitions import Collection, Field, Index
from app.fauna.typing.names import attribute, pascal, snake, unique
from app.fauna.typing.python_types import PythonTypes, given, parts
from app.fauna.typing.signature import ANY, NULL

STANDARD = {"id": "str", "ts": "datetime", "ttl": "datetime | None"}


def collection_text(collection: Collection, types: PythonTypes) -> str:
    """The classes of a collection; those of its fields and of what is given to it go to `types`."""
    name = pascal(collection.name)
    annotations = {field.name: types.name(field.type, collection.name, field.name) for field in collection.fields}
    _inputs(collection, name, annotations, types)
    return f"{_document(collection, name, annotations)}\n\n\n{_queries(collection, name, types)}"


def _inputs(collection: Collection, name: str, annotations: dict[str, str], types: PythonTypes) -> None:
    stored = [field for field in collection.fields if not field.computed]
    create = {field.name: given(annotations[field.name], _may_lack(field)) for field in stored}
    create |= {"id": "NotRequired[str]", "ttl": "NotRequired[datetime | None]"}
    others = None if collection.wildcard is None else types.name(collection.wildcard, collection.name, "extra")
    about = f"What a new document of `{collection.name}` is made of."
    types.typed_dict(f"{name}Create", create, about, others=others)
    update = {field.name: annotations[field.name] for field in stored} | {"ttl": "datetime | None"}
    about = f"What is to change in a document of `{collection.name}`."
    types.typed_dict(f"{name}Update", update, about, total=False, others=others)


def _may_lack(field: Field) -> bool:
    """As Fauna's type checks see it: to them a field of type `Any` must be given, though a stored one may lack."""
    return field.has_default or NULL in parts(field.type)


def _document(collection: Collection, name: str, annotations: dict[str, str]) -> str:
    reads = {"id": "found.id", "ts": "found.ts", "ttl": 'found.get("ttl")'}
    for field in collection.fields:
        lacks = NULL in parts(field.type) or field.type == ANY
        reads[field.name] = f'found.get("{field.name}")' if lacks else f'found["{field.name}"]'
    lines = [
        "@dataclass(frozen=True, slots=True, kw_only=True)",
        f"class {name}:",
        f'    """A document of the collection `{collection.name}`."""',
        "",
        *(f"    {attribute(field)}: {annotation}" for field, annotation in {**STANDARD, **annotations}.items()),
        *(["    extra: dict[str, Any]"] if collection.wildcard else []),
        "",
        "    @property",
        "    def ref(self) -> DocumentReference:",
        '        """A reference to it, as fields and functions take it."""',
        f'        return DocumentReference("{collection.name}", self.id)',
        "",
        "    @classmethod",
        "    def read(cls, value: Any) -> Self:",
        '        """The document in an answer. Raises `QueryRefused` if it is not there or may not be read."""',
        "        found = fields_of(value)",
        "        return cls(",
        *(f"            {attribute(field)}={read}," for field, read in reads.items()),
    ]
    if collection.wildcard is not None:
        known = ", ".join(f'"{field}"' for field in ("ttl", *annotations))
        lines.append(f"            extra={{name: item for name, item in found.items() if name not in {{{known}}}}},")
    return "\n".join([*lines, "        )"])


def _queries(collection: Collection, name: str, types: PythonTypes) -> str:
    own, read = collection.name, f"{name}.read"
    methods = [
        ("all() -> {set}", "All documents.", f'TypedSet(call("{own}.all"), {read})'),
        (
            "where(predicate: Query) -> {set}",
            "The documents for which a predicate such as `fql('.x == ${x}', x=1)` holds.",
            f'TypedSet(call("{own}.where", predicate), {read})',
        ),
        (
            "by_id(id: str) -> {maybe}",
            "The document of this id; None if it is not there or may not be read.",
            f'TypedQuery(call("{own}.byId", id), optional({read}))',
        ),
        (
            f"create(data: {name}Create) -> {{one}}",
            "Create a document.",
            f'TypedQuery(call("{own}.create", {{**data}}), {read})',
        ),
        (
            f"update(id: str, data: {name}Update) -> {{one}}",
            "Change fields of a document; None removes one.",
            f'TypedQuery(call("{own}.byId(${{a0}})!.update", {{**data}}, before=[id]), {read})',
        ),
        (
            "delete(id: str) -> TypedQuery[None]",
            "Delete a document.",
            f'TypedQuery(call("{own}.byId(${{a0}})!.delete", before=[id]), nothing)',
        ),
        *(_index(own, index, types, read) for index in collection.indexes),
    ]
    kinds = {"set": f"TypedSet[{name}]", "one": f"TypedQuery[{name}]", "maybe": f"TypedQuery[{name} | None]"}
    text = [f"class {name}Collection:", f'    """Queries on the collection `{own}`."""']
    for head, about, body in methods:
        for kind, answer in kinds.items():
            head = head.replace(f"-> {{{kind}}}", f"-> {answer}")  # noqa: PLW2901 - the same head, filled in
        text += ["", "    @staticmethod", f"    def {head}:", f'        """{about}"""', f"        return {body}"]
    return "\n".join(text)


def _index(own: str, index: Index, types: PythonTypes, read: str) -> tuple[str, str, str]:
    terms = unique([path for path, _ in index.terms])
    kinds = [types.name(kind, own, index.name, term) for term, (_, kind) in zip(terms, index.terms, strict=True)]
    takes = "".join(f"{term}: {kind}, " for term, kind in zip(terms, kinds, strict=True))
    paths = ", ".join(f"`{path}`" for path, _ in index.terms)
    return (
        f"{snake(index.name)}({takes}*, between: Range | None = None) -> {{set}}",
        f"Documents by {paths}." if paths else "Documents in the index's order.",
        f'TypedSet(indexed("{own}.{index.name}", [{", ".join(terms)}], between), {read})',
    )
