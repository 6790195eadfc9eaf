"""The decision trace as pages show it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.components.trace import MOST_SHOWN, Trace, TraceLine, TraceNode, read_trace

PREDICATE = 'doc => doc.visibility == "shared"'
TRACE = {
    "secret": {"kind": "access_provider", "outcome": "accepted", "reason": None},
    "provider": {
        "name": "Clerk",
        "issuer": "https://clerk.example.com",
        "kid": "ins_1",
        "audience": "https://db.fauna.com/db/x",
        "checks": [
            {"name": "signature", "ok": True, "found": "ins_1", "expected": None},
            {"name": "exp", "ok": False, "found": 5, "expected": "> 7"},
        ],
    },
    "roles": [
        {"name": "member", "source": "access_provider", "predicate": None, "outcome": "granted", "error": None},
        {"name": "manager", "source": "access_provider", "predicate": "p", "outcome": "error", "error": "no claim"},
    ],
    "decisions": [
        {
            "action": "read",
            "resource": "Note",
            "document": {"id": "1", "coll": "Note"},
            "outcome": "denied",
            "because": [
                {"role": "member", "privilege": "read", "predicate": PREDICATE, "outcome": "false", "error": None},
                {"role": "member", "privilege": None, "predicate": None, "outcome": "none", "error": None},
            ],
            "count": 3,
        },
        {"action": "create", "resource": "Note", "document": None, "outcome": "allowed", "because": [], "count": 1},
    ],
    "truncated": False,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*TRACE, "outcome", "x"]), inner),
    max_leaves=15,
)


def nodes(trace: Trace, name: str) -> tuple[TraceNode, ...]:
    return next(section.nodes for section in trace.sections if section.name == name)


def test_the_stages_stand_in_the_order_in_which_fauna_decides() -> None:
    trace = read_trace(TRACE)
    assert [section.name for section in trace.sections] == ["secret", "provider", "roles", "privileges"]
    assert trace.verdict == "Acting as member: 1 allowed, 3 denied."


def test_checks_of_the_provider_say_what_was_found_and_expected() -> None:
    (provider,) = nodes(read_trace(TRACE), "provider")
    assert (provider.mark, provider.title) == ("no", "Clerk")
    assert provider.lines == (TraceLine("yes", "signature", "", "ins_1"), TraceLine("no", "exp", "expected > 7", "5"))


def test_roles_say_where_they_come_from_and_what_went_wrong() -> None:
    member, manager = nodes(read_trace(TRACE), "roles")
    assert member == TraceNode("yes", "member", "from the access provider")
    assert manager == TraceNode("fault", "manager", "from the access provider · no claim", "p")


def test_decisions_name_the_document_and_every_reason() -> None:
    denied, allowed = nodes(read_trace(TRACE), "privileges")
    assert (denied.mark, denied.title, denied.note) == ("no", "read Note(1)", "3 times")
    assert denied.lines == (
        TraceLine("no", "member: read", "its predicate is false", PREDICATE),
        TraceLine("none", "member", "the role has no such privilege"),
    )
    assert (allowed.mark, allowed.title) == ("yes", "create Note")


def test_a_refused_secret_is_the_whole_story() -> None:
    trace = read_trace({"secret": {"kind": "key", "outcome": "refused", "reason": "unknown secret"}})
    assert trace.verdict == "Fauna refused the secret, so nothing was read."
    assert nodes(trace, "secret") == (TraceNode("no", "Key", "unknown secret"),)


def test_a_trace_that_was_cut_says_so() -> None:
    assert "cut" in read_trace({**TRACE, "truncated": True}).verdict
    trace = read_trace({**TRACE, "decisions": TRACE["decisions"] * MOST_SHOWN})
    assert len(nodes(trace, "privileges")) == MOST_SHOWN and "cut" in trace.verdict


def test_no_trace_shows_nothing() -> None:
    assert read_trace(None) == Trace()


@given(JSON)
def test_whatever_comes_is_shown_or_left_out(raw: Any) -> None:
    assert isinstance(read_trace(raw), Trace)
