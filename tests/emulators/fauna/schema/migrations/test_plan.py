"""From one version of a collection to the next: the steps, and why there are none."""

import pytest

from app.emulators.fauna.schema.items import Collection
from app.emulators.fauna.schema.migrations import steps
from app.emulators.fauna.schema.migrations.plan import MigrationsRefused, plan
from tests.emulators.fauna.schema.reading import schema

LIVE = "a: Int; b: String"


def collection(body: str) -> Collection:
    return schema(f"collection P {{ {body} }}").collections["P"]


def planned(body: str, live: str = LIVE) -> list[str]:
    """The names of the steps to a body."""
    return [type(step).__name__ for step in plan(collection(live), collection(body))]


def refused(body: str, live: str | None = LIVE) -> list[str]:
    """The messages that a body is refused with."""
    with pytest.raises(MigrationsRefused) as caught:
        plan(None if live is None else collection(live), collection(body))
    return [diagnostic.message for diagnostic in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (LIVE, []),
        ("a: Int | String; b: String?", []),
        ("a: Number; b: String", []),
        (f"{LIVE}; c: Int?; migrations {{ add .c }}", ["Add"]),
        (f"{LIVE}; c: Int = 1; migrations {{ add .c }}", ["Add"]),
        (f"{LIVE}; c: Int; migrations {{ add .c; backfill .c = 1 }}", ["Add"]),
        ("a: Int; migrations { drop .b }", ["Drop"]),
        ("z: Int; b: String; migrations { move .a -> .z }", ["Move"]),
        ("a: Int; c: String; migrations { move .b -> .c }", ["Move"]),
        ("a: Int?; d: Int; b: String; migrations { move .a -> .d; add .a }", ["Move", "Add"]),
        (f"{LIVE}; *: Any; migrations {{ add_wildcard }}", ["AddWildcard"]),
    ],
)
def test_migrations_that_lead_to_the_submitted_schema_give_steps(body: str, expected: list[str]) -> None:
    assert planned(body) == expected


def test_a_split_gives_values_for_each_target() -> None:
    live, body = (
        collection("v: Int | String"),
        collection("v: Int; s: String?; migrations { split .v -> .v, .s; backfill .v = 0 }"),
    )
    (step,) = plan(live, body)
    assert isinstance(step, steps.Split)
    assert [(target.path, target.value is None) for target in step.targets] == [(("v",), False), (("s",), True)]


def test_wildcards_go_into_a_field() -> None:
    body = "a: Int?; rest: { *: Any }?; migrations { add .rest; add .a; move_conflicts .rest; move_wildcard .rest }"
    assert planned(body, live="") == ["Add", "Add", "MoveConflicts", "MoveWildcard"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("a: Int", "Field `.b` is missing from the submitted schema"),
        ("a: String; b: String", "Field `.a` of type `String` does not match the live type `Int`"),
        (f"{LIVE}; c: Int", "Field `.c` is not present in the live schema"),
        (f"{LIVE}; c: Int?", "Field `.c` is not present in the live schema"),
        (f"{LIVE}; o: {{ x: {{ y: Int }} }}", "Field `.o.x.y` is not present in the live schema"),
        (f"{LIVE}; *: Any", "Wildcard was not present in the live schema"),
        (f"{LIVE}; migrations {{ drop .z }}", "Field `.z` was dropped but it doesn't exist in the live schema"),
        (
            f"{LIVE}; c: Int; migrations {{ add .c }}",
            "Cannot declare non-nullable field `.c`: it has no default and no backfill value",
        ),
        (
            f"{LIVE}; c: Int; migrations {{ backfill .c = 1 }}",
            "Field `.c` is backfilled without being declared by an `add` or `split` migration",
        ),
        (
            "a: Int?; b: String; migrations { add .a }",
            "Field `.a` is in the live schema, so it cannot be added or backfilled",
        ),
        (f"{LIVE}; migrations {{ add .z }}", "Cannot add field, as `.z` is not in the submitted schema"),
        (
            f"{LIVE}; c: Int?; migrations {{ add .c; add .c }}",
            "Cannot add field `.c` twice",
        ),
        (f"{LIVE}; migrations {{ drop .a }}", "Cannot drop field `.a`. Dropped fields must be removed from schema"),
        (f"{LIVE}; migrations {{ move .a -> .b }}", "Cannot move field `.a`, as it is in the submitted schema"),
        (f"{LIVE}; migrations {{ move .a -> .a }}", "Cannot move a field to itself"),
        (f"{LIVE}; migrations {{ move .x -> .y }}", "Cannot move field `.x`, as it is not in the live schema"),
        (
            f"{LIVE}; c: Int?; migrations {{ add .c; backfill .c = 1; backfill .c = 2 }}",
            "Cannot backfill field `.c` multiple times",
        ),
        (
            f"{LIVE}; migrations {{ backfill .z = 1 }}",
            "Cannot backfill field `.z`, as it is not in the submitted schema",
        ),
        (
            f'{LIVE}; c: Int; migrations {{ add .c; backfill .c = "x" }}',
            "Type `String` is not a subtype of `Int`",
        ),
        (
            f"{LIVE}; migrations {{ split .b -> .b, .z }}",
            "Cannot split field, as `.z` is not in the submitted schema",
        ),
        (
            f"{LIVE}; migrations {{ split .b -> .a, .c }}",
            "Cannot split field: field is still present in submitted schema",
        ),
        (
            f"{LIVE}; migrations {{ add_wildcard }}",
            "Cannot add wildcard, as the submitted schema lacks a wildcard",
        ),
        (
            f"{LIVE}; *: Any; migrations {{ add_wildcard; add_wildcard }}",
            "Cannot add a wildcard twice",
        ),
        (
            f"{LIVE}; c: {{ *: Any }}?; migrations {{ move_conflicts .c }}",
            "Cannot move wildcard conflicts, as there is no wildcard in the submitted schema",
        ),
        (
            f"{LIVE}; c: Int?; migrations {{ add .c; move_wildcard .c }}",
            "Wildcard conflicts field must have the type `{ *: Any } | Null`",
        ),
        (
            f"{LIVE}; o: {{ x: Int?, *: Any }}; migrations {{ add .o.x }}",
            "Cannot add field, as there is a wildcard in the same struct as `.o.x`",
        ),
    ],
)
def test_what_does_not_lead_there_is_refused(body: str, message: str) -> None:
    assert message in refused(body)


def test_implicit_wildcards_are_not_lost_or_gained_in_silence() -> None:
    assert refused("a: Int?", live="") == [
        "Field `.a` is not present in the live schema",
        "Missing wildcard definition",
    ]
    assert refused("", live="a: Int")[0] == "Field `.a` is missing from the submitted schema"
    assert refused("", live="a: Int")[1].startswith("All fields from the live schema are dropped")


def test_only_what_follows_the_live_block_is_done() -> None:
    live = f"{LIVE}; c: Int?; migrations {{ add .c }}"
    assert planned(f"{LIVE}; c: Int?; d: Int?; migrations {{ add .c; add .d }}", live) == ["Add"]
    assert planned(f"{LIVE}; c: Int?", live) == []


def test_a_new_collections_block_is_read_all_the_same() -> None:
    assert plan(None, collection(f"{LIVE}; migrations {{ drop .z }}")) == []
    assert refused(f"{LIVE}; migrations {{ add .z }}", live=None)


def test_hints_come_with_the_text_to_write_and_the_place() -> None:
    with pytest.raises(MigrationsRefused) as caught:
        plan(collection("v: Int?"), collection("v: Int"))
    assert str(caught.value) == (
        "error: Field `.v` of type `Int` does not match the live type `Int | Null`\n"
        "at main.fsl:1:19\n"
        "  |\n"
        "1 | collection P { v: Int }\n"
        "  |                   ^^^\n"
        "  |\n"
        "hint: Add a migration to split the invalid types into another field\n"
        "  |\n"
        "1 |   collection P { tmp: Null\n"
        "  |  ________________+\n"
        "2 | |   migrations {\n"
        "3 | |     split .v -> .v, .tmp\n"
        "4 | |   }\n"
        "  | |____^\n"
        "  |"
    )
