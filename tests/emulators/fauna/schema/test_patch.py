"""Changes in the text of schema files: what they make of it, and that it then defines what was meant."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.schema.convert.converter import Converter
from app.emulators.fauna.schema.definitions import definition_of, outline_of
from app.emulators.fauna.schema.diff import ItemDiff, diff_item
from app.emulators.fauna.schema.drafts import outlines
from app.emulators.fauna.schema.items import Item
from app.emulators.fauna.schema.parser import FslParser
from app.emulators.fauna.schema.patch import patched

NAMES = st.sampled_from(["a", "b", "c"])
BODIES = st.sampled_from(["(d) => d.a > 1", "(d) => {\n  let x = d\n  x.a\n}", "(.b == null)"])
PATHS = st.sampled_from([".a", ".b.c", '.["d e"][0]'])
TERM = st.builds(lambda path, mva: {"field": path, "mva": mva}, PATHS, st.booleans())
TERMS = st.lists(TERM, min_size=1, max_size=2)
ORDERS = st.sampled_from(["asc", "desc"])
VALUES = st.lists(
    st.builds(lambda path, order: {"field": path, "order": order, "mva": False}, PATHS, ORDERS), min_size=1, max_size=2
)
INDEXES = st.dictionaries(NAMES, st.builds(lambda terms, values: {"terms": terms, "values": values}, TERMS, VALUES))
FIELDS = st.dictionaries(
    NAMES,
    st.one_of(
        st.sampled_from([{"signature": "Int"}, {"signature": "{ x: Int = 1 }"}, {"signature": "String?"}]),
        st.just({"signature": "Int", "default": "1 + 1"}),
    ),
)
CHECKS = st.dictionaries(NAMES, BODIES).map(
    lambda found: [{"check": {"name": name, "body": body}} for name, body in found.items()]
)
COLLECTIONS = st.fixed_dictionaries(
    {"history_days": st.integers(0, 2), "indexes": INDEXES, "constraints": CHECKS},
    optional={
        "alias": st.sampled_from(["X", "Y"]),
        "ttl_days": st.integers(1, 2),
        "document_ttls": st.booleans(),
        "fields": FIELDS.filter(bool),
        "wildcard": st.just("Any"),
        "computed_fields": st.fixed_dictionaries({"z": st.fixed_dictionaries({"body": BODIES})}),
    },
)


def item_of(text: str) -> Item:
    """The only item of a text."""
    (item,) = Converter().items(FslParser(Source("main.fsl", text)).file())
    return item


def unordered(text: str) -> dict[str, Any]:
    """What an item's text defines, whatever the order of its members."""
    definition = definition_of(item_of(text))
    if "fields" not in definition:
        definition.pop("wildcard", None)
    return {**definition, "constraints": sorted(definition["constraints"], key=str)}


def change(text: str, kind: str, name: str, definition: dict[str, Any]) -> str:
    """A file's text once its item is defined so."""
    files = {"main.fsl": text}
    before, after = outlines(files)[kind, name], outline_of(kind, name, definition)
    return patched(files, [ItemDiff(before, after, tuple(diff_item(before, after)))])["main.fsl"]


@settings(deadline=None)
@given(COLLECTIONS, COLLECTIONS)
def test_a_changed_collection_reads_back_as_it_was_meant(old: dict[str, Any], new: dict[str, Any]) -> None:
    text = change(outline_of("collection", "A", old).text, "collection", "A", new)
    assert unordered(text) == unordered(outline_of("collection", "A", new).text)


@settings(deadline=None)
@given(COLLECTIONS)
def test_a_collection_that_is_defined_as_before_keeps_its_text(definition: dict[str, Any]) -> None:
    text = f"// head\n{outline_of('collection', 'A', definition).text}// tail\n"
    assert change(text, "collection", "A", definition) == text


def test_comments_and_layout_around_a_change_stay() -> None:
    text = "// head\ncollection A {\n  // keep me\n  history_days 1 // and me\n\n  index x { terms [.a] }\n}\n// tail\n"
    index = {"x": {"terms": [{"field": ".a"}, {"field": ".b"}]}}
    assert change(text, "collection", "A", {"history_days": 9, "indexes": index, "alias": "B"}) == (
        "// head\n@alias(B)\ncollection A {\n  // keep me\n  history_days 9 // and me\n\n"
        "  index x { terms [.a, .b] }\n}\n// tail\n"
    )


def test_a_new_item_goes_to_the_end_of_the_main_file() -> None:
    role = outline_of("role", "r", {"membership": {"resource": "A", "predicate": "a => true"}})
    assert patched({"main.fsl": "collection A {}"}, [ItemDiff(None, role)]) == {
        "main.fsl": "collection A {}\n\nrole r {\n  membership A {\n    predicate ((a) => true)\n  }\n}\n"
    }
    generated = patched({"a.fsl": "collection A {}"}, [ItemDiff(None, role)])["main.fsl"]
    assert generated.startswith("// The following schema is auto-generated.\n// This file contains FSL")


def test_a_file_without_items_is_dropped() -> None:
    files = {"main.fsl": "\n\ncollection A {}\n", "b.fsl": "collection B {}"}
    gone = outlines(files)["collection", "A"]
    assert patched(files, [ItemDiff(gone, None)]) == {"b.fsl": "collection B {}"}
