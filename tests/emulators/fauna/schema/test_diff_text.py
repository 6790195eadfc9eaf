"""Differences of schemas as text."""

import pytest

from app.emulators.fauna.schema import diff_text
from app.emulators.fauna.schema.diff import diff_items
from app.emulators.fauna.schema.drafts import outlines

BEFORE = """\
collection A {
  a: Int
  compute c = (d => d.a)
  index i { terms [.a] }
  unique [.b]
  check pos (d => d.a > 0)
  history_days 1
}

function f(x) { x }

role r {
  privileges A { read; write { predicate ((o, n) => true) } }
}
"""


def semantic(after: str) -> str:
    """What changes from `BEFORE`."""
    old, new = (outlines({"main.fsl": text}).values() for text in (BEFORE, after))
    return diff_text.semantic(diff_items(old, new), ansi=False)


def test_nothing_changed_is_nothing_said() -> None:
    assert semantic(f"// a comment\n\n{BEFORE}") == ""


CONFIGURATION, CONSTRAINTS = "  * Configuration:\n  ", "  * Constraints:\n  "
UNIQUE = f"{CONSTRAINTS}+ add unique constraint on [.b, mva(.c)]\n  - remove unique constraint on [.b]"
INDEX = "  * Indexes:\n  ~ change index `i`\n    + add values set to [desc(.b)]"
PRIVILEGES = "role `r` at main.fsl:12:1:\n  ~ change privileges on `A`\n    ~ change "


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  history_days 1\n", "", f"{CONFIGURATION}- remove history_days set to 1"),
        ("days 1", "days 2", f"{CONFIGURATION}~ change history_days from 1 to 2"),
        ("days 1", "days 1\n  ttl_days 3", f"{CONFIGURATION}+ add ttl_days set to 3"),
        ("collection", "@alias(B)\ncollection", f"{CONFIGURATION}+ add alias set to B"),
        ("  unique [.b]", "  unique [.b, mva(.c)]", UNIQUE),
        ("d.a > 0", "d.a > 1", f"{CONSTRAINTS}~ change check constraint `pos` body"),
        ("index i { terms [.a] }", "index i { terms [.a]; values [desc(.b)] }", INDEX),
        ("=> d.a)\n", "=> d.b)\n", "  * Computed fields:\n  ~ change computed field `c`"),
        ("a: Int", "a: Int = 1", "  No semantic changes."),
        ("a: Int", "b: Int", "  No semantic changes."),
    ],
)
def test_a_changed_collection_is_told_by_category(old: str, new: str, said: str) -> None:
    assert semantic(BEFORE.replace(old, new)) == f"* Modifying collection `A` at main.fsl:1:1:\n{said}\n\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("f(x) { x }", "f(x) { x + 1 }", "function `f` at main.fsl:10:1:\n  ~ change body"),
        ("f(x) { x }", "f(x: Int): Int { x }", "function `f` at main.fsl:10:1:\n  ~ change signature"),
        ("read; write", "read { predicate (a => true) }; write", f"{PRIVILEGES}read by adding a predicate"),
        (" { predicate ((o, n) => true) }", "", f"{PRIVILEGES}write by removing a predicate"),
        ("n) => true", "n) => false", f"{PRIVILEGES}write by modifying its predicate"),
    ],
)
def test_a_changed_function_or_role_is_told_as_a_whole(old: str, new: str, said: str) -> None:
    assert semantic(BEFORE.replace(old, new)) == f"* Modifying {said}\n\n"


def test_items_are_told_added_first_then_removed_then_modified() -> None:
    after = "collection B {}\nfunction f(x) { x * 2 }\n"
    assert semantic(after) == (
        "* Adding collection `B` to main.fsl:1:1\n\n"
        "* Removing collection `A` from main.fsl:1:1:\n"
        "  * Computed fields:\n  - remove computed field `c`\n\n"
        "  * Indexes:\n  - remove index `i`\n\n"
        "  * Constraints:\n  - remove unique constraint on [.b]\n  - remove check constraint `pos`\n\n"
        "  * Configuration:\n  - remove history_days set to 1\n\n"
        "* Removing role `r` from main.fsl:12:1:\n  - remove privileges on `A`\n\n"
        "* Modifying function `f` at main.fsl:2:1:\n  ~ change body\n\n"
    )


def test_the_textual_difference_shows_three_lines_around_a_change() -> None:
    before = "".join(f"line {number}\n" for number in range(20))
    after = before.replace("line 10\n", "line ten\nand more\n")
    assert diff_text.textual({"a.fsl": before}, {"a.fsl": after}, ansi=False) == (
        "a.fsl\n@ line 8 to 15\n  line 7\n  line 8\n  line 9\n- line 10\n+ line ten\n+ and more\n"
        "  line 11\n  line 12\n  line 13\n"
    )
