"""The app's schema items put into files that a developer works on too."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.setup.fsl import items
from app.setup.merge import HOLLOW, Merged, merge

PROVIDER = (
    'access provider Clerk {\n  issuer "https://clerk.test"\n  jwks_uri "https://clerk.test/jwks"\n  role member\n}'
)
ROLE = "role member {\n  privileges Note { read }\n}"
NOTE = "// What people write.\ncollection Note {\n  text: String\n}"
WANTED = {"main.fsl": f"{PROVIDER}\n\n{ROLE}\n", "notes.fsl": f"{NOTE}\n"}


def install(files: dict[str, str], wanted: dict[str, str] = WANTED) -> Merged:
    return merge(files, wanted, {})


def named(files: dict[str, str]) -> list[tuple[str, str]]:
    return [item.key for text in files.values() for item in items(text)]


def test_an_empty_database_gets_the_files_as_they_are() -> None:
    merged = install({})
    assert merged.files == WANTED
    assert sorted(merged.known) == ["access provider Clerk", "collection Note", "role member"]


def test_merging_twice_changes_nothing_more() -> None:
    once = install({"main.fsl": "collection C {\n}\n"})
    assert merge(once.files, WANTED, once.known) == once


def test_what_was_there_stays_in_front() -> None:
    before = "collection C {\n  *: Any\n}\n"
    assert install({"main.fsl": before}).files["main.fsl"] == f"{before}\n{PROVIDER}\n\n{ROLE}\n"


def test_items_stay_in_the_files_where_a_developer_put_them() -> None:
    merged = install({"all.fsl": f"{ROLE}\n\n{NOTE}\n"})
    assert merged.files == {"all.fsl": f"{ROLE}\n\n{NOTE}\n", "main.fsl": f"{PROVIDER}\n"}


def test_a_changed_item_of_the_app_replaces_the_installed_one() -> None:
    once = install({"mine.fsl": "role auditor {\n}\n"})
    newer = {**WANTED, "notes.fsl": NOTE.replace("String", "String?") + "\n"}
    merged = merge(once.files, newer, once.known)
    assert merged.files == {**once.files, "notes.fsl": newer["notes.fsl"]}
    assert merged.known != once.known
    assert merged.kept == ()


def test_what_a_developer_changed_stays_and_is_named() -> None:
    once = install({})
    edited = {**once.files, "notes.fsl": NOTE.replace("text: String", "text: String\n  stars: Int?") + "\n"}
    newer = {**WANTED, "notes.fsl": NOTE.replace("String", "String?") + "\n"}
    for wanted in (WANTED, newer):
        merged = merge(edited, wanted, once.known)
        assert merged.files == edited
        assert merged.kept == ("collection Note",)
        assert merged.known == once.known


def test_a_developers_item_of_the_same_name_stays() -> None:
    files = {"roles.fsl": "role member {\n  privileges Mine { read }\n}\n"}
    merged = install(files)
    assert merged.files["roles.fsl"] == files["roles.fsl"]
    assert merged.kept == ("role member",)
    assert "role member" not in merged.known


def test_white_space_and_comments_above_make_no_change() -> None:
    files = {"main.fsl": "// mine\nrole member { privileges Note { read } }\n"}
    assert install(files).files["main.fsl"].startswith(files["main.fsl"])
    assert install(files).kept == ()


def test_what_differs_by_a_comment_within_is_a_developers() -> None:
    mine = "function older(x: { a: Int }): Int { // }\n}\n"
    once = install({"mine.fsl": mine}, {**WANTED, "old.fsl": "function older(x: { a: Int }): Int {\n}\n"})
    assert once.kept == ("function older",)
    assert merge(once.files, WANTED, once.known).files == {"mine.fsl": mine, **WANTED}
    noted = {**once.files, "main.fsl": WANTED["main.fsl"].replace("{ read }", "{ read /* why */ }")}
    newer = {**WANTED, "main.fsl": WANTED["main.fsl"].replace("{ read }", "{ read write }")}
    assert merge(noted, newer, once.known).files["main.fsl"] == noted["main.fsl"]


def test_a_role_that_was_installed_empty_is_filled() -> None:
    assert ROLE in install({"main.fsl": "role member {\n}\n"}).files["main.fsl"]


def test_what_the_app_no_longer_has_goes_unless_it_was_changed_or_holds_data() -> None:
    once = install(
        {"mine.fsl": "role auditor {\n}\n"}, {**WANTED, "old.fsl": "role old {\n}\n\nfunction older() { 1 }\n"}
    )
    assert ("role", "old") in named(once.files)
    gone = merge(once.files, WANTED, once.known)
    assert gone.files == {"mine.fsl": "role auditor {\n}\n", **WANTED}
    edited = {**once.files, "old.fsl": "role old {\n  privileges Note { read }\n}\n\nfunction older() { 1 }\n"}
    assert merge(edited, WANTED, once.known).files["old.fsl"] == "role old {\n  privileges Note { read }\n}"
    assert ("collection", "Note") in named(merge(once.files, {"main.fsl": WANTED["main.fsl"]}, once.known).files)


def test_a_provider_gets_new_addresses_and_keeps_its_roles() -> None:
    own = "access provider Clerk {\n  issuer 'https://old'\n  jwks_uri \"https://old/j\"\n  role auditor\n}\n"
    expected = own.replace("'https://old'", '"https://clerk.test"').replace(
        '"https://old/j"', '"https://clerk.test/jwks"'
    )
    assert install({"auth.fsl": own}).files["auth.fsl"] == expected


def test_a_provider_that_nobody_changed_follows_the_app_whatever_its_addresses() -> None:
    once = install({})
    moved = {name: text.replace("clerk.test", "old.test") for name, text in once.files.items()}
    newer = {**WANTED, "main.fsl": WANTED["main.fsl"].replace("  role member\n", "  role member\n  role manager\n")}
    assert merge(moved, newer, once.known).files == newer


def test_a_provider_without_a_role_is_replaced() -> None:
    own = 'access provider Clerk {\n  issuer "https://old"\n  jwks_uri "https://old/j"\n}\n'
    assert install({"auth.fsl": own}).files["auth.fsl"] == PROVIDER + "\n"


KINDS = st.sampled_from(["collection", "function", "role"])
BODIES = st.sampled_from(["{\n}", "{ read }", '{ "}" }', "{ // }\n}", "{ a { b } }"])
HEADS = {"collection": "collection {}", "function": "function {}(x: {{ a: Int }}): Int", "role": "role {}"}


@st.composite
def schemas(draw: st.DrawFn, names: str) -> dict[str, str]:
    """Files of items, no two of the same kind and name."""
    keys = draw(st.lists(st.tuples(KINDS, st.sampled_from(names)), unique=True, max_size=5))
    files: dict[str, str] = {}
    for kind, name in keys:
        file = draw(st.sampled_from(["a.fsl", "b.fsl"]))
        lead = draw(st.sampled_from(["", "// about\n", "\n// apart\n\n"]))
        files[file] = files.get(file, "") + f"{lead}{HEADS[kind].format(name)} {draw(BODIES)}\n"
    return files


def texts(files: dict[str, str]) -> dict[tuple[str, str], str]:
    return {item.key: text[item.start : item.end] for text in files.values() for item in items(text)}


@settings(deadline=None)
@given(schemas("ABCD"), schemas("CDEF"), schemas("CDEF"), schemas("ABCDEF"))
@example(
    {"a.fsl": "function C(x: { a: Int }): Int { // }\n}\n"}, {"a.fsl": "function C(x: { a: Int }): Int {\n}\n"}, {}, {}
)
def test_nothing_of_a_developer_is_lost_whatever_the_app_had_and_has(
    theirs: dict[str, str], old: dict[str, str], new: dict[str, str], edited: dict[str, str]
) -> None:
    once = merge(theirs, old, {})
    filled = {key: body for key, body in texts(theirs).items() if not HOLLOW.fullmatch(body)}
    assert filled.items() <= texts(once.files).items()
    assert texts(old).keys() <= texts(once.files).keys()
    there = texts(once.files)
    changed = {**once.files, "c.fsl": "".join(f"{body}\n" for key, body in texts(edited).items() if key not in there)}
    twice = merge(changed, new, once.known)
    after, ours = texts(twice.files), texts(old)
    assert merge(twice.files, new, twice.known) == twice
    for key, body in texts(changed).items():
        if ours.get(key) != body and not HOLLOW.fullmatch(body):
            assert after[key] == body
    assert texts(new).keys() <= after.keys()
