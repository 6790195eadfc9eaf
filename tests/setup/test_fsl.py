"""Schema items put into files that hold others."""

from app.setup.fsl import Item, items, merge

WANTED = """// ours
access provider Clerk {
  issuer "https://clerk.test"
  jwks_uri "https://clerk.test/jwks"
  role member
}

role member {
}
"""
PROVIDER = WANTED[WANTED.index("access") : WANTED.index("\n\nrole")]


def named(text: str) -> list[tuple[str, str]]:
    return [(item.kind, item.name) for item in items(text)]


def test_items_are_found_with_their_place() -> None:
    (item,) = items("x\nrole a {\n}\ny")
    assert item == Item("role", "a", 2, 12)


def test_only_top_level_providers_and_roles_count() -> None:
    text = "collection C { index i { terms [.a] } }\nrole a { privileges C { read } }\naccess  provider p { role a }"
    assert named(text) == [("role", "a"), ("access provider", "p")]


def test_comments_and_strings_hide_braces_and_words() -> None:
    text = '// role x {\n/* role y { */\nfunction f() { "} role z {" }\nrole a { /* } */ }'
    assert named(text) == [("role", "a")]


def test_an_empty_database_gets_the_file_as_it_is() -> None:
    assert merge({}, WANTED, "main.fsl") == {"main.fsl": WANTED}


def test_merging_twice_changes_nothing_more() -> None:
    once = merge({"main.fsl": "collection C {\n}\n"}, WANTED, "main.fsl")
    assert merge(once, WANTED, "main.fsl") == once


def test_what_was_there_stays_in_front() -> None:
    before = "collection C {\n  *: Any\n}\n"
    merged = merge({"main.fsl": before}, WANTED, "main.fsl")["main.fsl"]
    assert merged == before.rstrip("\n") + "\n\n" + PROVIDER + "\n\nrole member {\n}\n"


def test_a_role_that_is_there_keeps_its_privileges() -> None:
    files = {"roles.fsl": "role member {\n  privileges Note { read }\n}\n"}
    merged = merge(files, WANTED, "main.fsl")
    assert merged["roles.fsl"] == files["roles.fsl"]
    assert named(merged["main.fsl"]) == [("access provider", "Clerk")]


def test_a_provider_gets_new_addresses_and_keeps_its_roles() -> None:
    own = "access provider Clerk {\n  issuer 'https://old'\n  jwks_uri \"https://old/j\"\n  role auditor\n}\n"
    merged = merge({"auth.fsl": own}, WANTED, "main.fsl")
    expected = own.replace("'https://old'", '"https://clerk.test"').replace(
        '"https://old/j"', '"https://clerk.test/jwks"'
    )
    assert merged["auth.fsl"] == expected


def test_a_provider_without_a_role_is_replaced() -> None:
    own = 'access provider Clerk {\n  issuer "https://old"\n  jwks_uri "https://old/j"\n}\n'
    assert merge({"auth.fsl": own}, WANTED, "main.fsl")["auth.fsl"] == PROVIDER + "\n"
