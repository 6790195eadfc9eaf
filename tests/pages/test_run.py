"""The steps of a query as the page shows them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.outcome import Answer, Reason
from app.fauna.as_user import Step
from app.pages.run import LONGEST_DETAIL, LONGEST_ROW, LONGEST_VALUE, ORDER, Run, apply, nobody, start, stop, took

SESSION = Step("session", "Session verified", 0.01, {"user": "user_1", "session": "sess_1"})
TOKEN = Step("token", "Token pulled (template fauna, 59 s left)", 17.4, {"claims": {"sub": "user_1", "aud": "db"}})
QUERY = Step("query", "Query sent", 0.2, {"endpoint": "http://127.0.0.1:8443", "query": "'Hello World!'"})
STATS = {"compute_ops": 1, "read_ops": 0, "write_ops": 2}


def result(data: object, *, summary: str = "", after: str = "", goes_on: bool = False) -> Step:
    detail = {"data": data, "summary": summary, "stats": STATS, "txn_ts": 1, "after": after, "goes_on": goes_on}
    return Step("result", "Result", 12.0, detail)


def page(*members: object, after: str = "", goes_on: bool = False) -> Step:
    detail = {"data": {"@set": {"data": [*members]}}, "after": after, "goes_on": goes_on, "stats": STATS}
    return Step("page", "Page", 5.0, detail)


def failure(side: str, code: str, message: str = "No.", summary: str = "") -> Step:
    return Step("failure", f"{side} refused", 3.0, {"side": side, "code": code, "message": message, "summary": summary})


def after(*steps: Step, run: Run | None = None) -> Run:
    run = run or start()
    for step in steps:
        run = apply(run, step)
    return run


def answered(*steps: Step) -> Run:
    return after(SESSION, TOKEN, QUERY, *steps)


def states(run: Run) -> list[str]:
    return [step.state for step in run.steps]


def test_before_the_first_click_all_steps_wait():
    assert states(Run()) == ["waiting"] * 4
    assert Run().message == ""


def test_a_click_sets_the_first_step_running():
    assert states(start()) == ["running", "waiting", "waiting", "waiting"]
    assert start().tone == "running"


def test_each_step_starts_the_next():
    assert states(after(SESSION)) == ["done", "running", "waiting", "waiting"]
    assert states(after(SESSION, TOKEN)) == ["done", "done", "running", "waiting"]
    assert states(after(SESSION, TOKEN, QUERY)) == ["done", "done", "done", "running"]


def test_hello_world_is_answered_in_the_words_of_the_guide():
    run = answered(result("Hello World!"))
    assert run.message == "Message: Hello World!"
    assert run.answer == Answer('"Hello World!"', facts="1 compute op · 2 write ops · 30 ms in all")
    assert run.tone == "good"
    assert states(run) == ["done"] * 4
    assert run.reason == Reason()


def test_steps_keep_their_titles_and_show_notes_and_times():
    run = answered(result("x"))
    assert [step.title for step in run.steps] == ["Session verified", "Token pulled", "Query sent", "Result"]
    assert run.steps[1].note == "template fauna, 59 s left"
    assert [step.took for step in run.steps] == ["< 0.1 ms", "17 ms", "0.2 ms", "12 ms"]


def test_the_token_step_unfolds_to_its_claims():
    assert json.loads(after(SESSION, TOKEN).steps[1].detail) == {"sub": "user_1", "aud": "db"}


def test_the_query_step_unfolds_to_the_request_without_the_token():
    assert after(SESSION, TOKEN, QUERY).steps[2].detail == (
        "POST http://127.0.0.1:8443/query/1\nAuthorization: Bearer <the token pulled above>\n\n'Hello World!'"
    )


def test_the_result_step_unfolds_to_the_response():
    detail = json.loads(answered(result("x", after="cursor")).steps[3].detail)
    assert detail == {"data": "x", "summary": "", "stats": STATS, "txn_ts": 1}


def test_what_a_query_logged_stands_below_its_value():
    assert answered(result(None, summary="info at *query*:1: hi")).answer.log == "info at *query*:1: hi"


def test_nobody_signed_in_is_no_token_found_with_a_way_in():
    run = nobody()
    assert (run.message, run.tone, run.reason.code) == ("No token found", "signed-out", "signed_out")
    assert (run.reason.side, run.reason.href) == ("Clerk", "/sign-in")
    assert states(run) == ["failed", "waiting", "waiting", "waiting"]
    assert not run.sign_out


def test_a_revoked_session_is_no_token_found_and_signs_the_page_out():
    run = after(SESSION, failure("Clerk", "session_ended", "The session is signed out or revoked."))
    assert run.message == "No token found"
    assert run.reason.summary == "The session is signed out or revoked."
    assert run.sign_out
    assert states(run) == ["done", "failed", "waiting", "waiting"]


def test_a_refused_token_is_an_error_with_side_code_summary_and_a_way_out():
    run = answered(failure("Fauna", "unauthorized", "Access token required"))
    assert (run.message, run.tone) == ("Error occurred", "bad")
    assert (run.reason.side, run.reason.code, run.reason.summary) == ("Fauna", "unauthorized", "Access token required")
    assert (run.reason.href, run.reason.link) == ("/setup", "Open Setup")
    assert run.steps[3].note == "unauthorized"
    assert not run.sign_out


@pytest.mark.parametrize(("side", "code"), [("Fauna", "fauna_unavailable"), ("Clerk", "clerk_unavailable")])
def test_no_answer_is_the_networks_refusal(side: str, code: str):
    run = after(SESSION, failure(side, code, f"{side} does not answer."))
    assert (run.reason.side, run.reason.summary) == ("Network", f"{side} does not answer.")


def test_an_error_in_the_query_keeps_its_excerpt_and_says_its_message_once():
    excerpt = "error: Unbound variable `nope`\nat *query*:1:1\n  |\n1 | nope\n  | ^^^^\n  |"
    run = answered(failure("Fauna", "unbound_variable", "Unbound variable `nope`", excerpt))
    assert (run.reason.excerpt, run.reason.summary) == (excerpt, "")
    assert "marked place" in run.reason.advice


def test_a_message_that_the_excerpt_does_not_begin_with_stands_above_it():
    run = answered(failure("Fauna", "abort", "Query aborted.", "info at *query*:1: hi\n\nerror: Query aborted."))
    assert run.reason.summary == "Query aborted."


def test_an_unknown_code_has_advice_too():
    assert after(SESSION, failure("Clerk", "never_seen")).reason.advice


def test_a_set_shows_its_values_and_their_number():
    run = answered(result({"@set": {"data": [{"@int": "1"}, {"a": "b"}]}}))
    assert run.message == "Message: 2 values"
    assert run.answer.rows == ("1", '{ a: "b" }')
    assert not run.answer.more


def test_an_empty_set_is_shown_as_one():
    assert answered(result({"@set": {"data": []}})).answer.text == "[]"


def test_pages_of_a_set_are_added_as_they_come():
    first = answered(result({"@set": {"data": [1, 2], "after": "c1"}}, after="c1", goes_on=True))
    assert (first.message, first.tone, states(first)[3]) == ("Message: 2 values so far", "running", "running")
    second = after(page(3, after="c2", goes_on=True), run=first)
    assert (second.message, second.answer.rows) == ("Message: 3 values so far", ("1", "2", "3"))
    last = after(page(4), run=second)
    assert (last.message, last.tone, states(last)[3]) == ("Message: 4 values", "good", "done")
    assert last.answer.facts == "3 pages · 3 compute ops · 6 write ops · 40 ms in all"
    assert not last.answer.more


def test_where_reading_pauses_more_can_be_loaded():
    run = answered(result({"@set": {"data": [1], "after": "c1"}}, after="c1", goes_on=True), page(2, after="c2"))
    assert (run.message, run.answer.more, run.after) == ("Message: the first 2 values", True, "c2")
    following = after(SESSION, TOKEN, QUERY, result({"@set": {"data": [3, 4]}}), run=start(first=3))
    assert (following.message, following.answer.rows, following.answer.first) == (
        "Message: values 3 to 4",
        ("3", "4"),
        3,
    )


def test_an_error_on_a_later_page_is_an_error():
    run = answered(result({"@set": {"data": [1]}}, after="c1", goes_on=True), failure("Fauna", "time_out"))
    assert (run.message, run.reason.code, states(run)) == ("Error occurred", "time_out", [*["done"] * 3, "failed"])


def test_a_stop_keeps_the_values_that_came():
    run = stop(answered(result({"@set": {"data": [1]}}, after="c1", goes_on=True)))
    assert (run.message, run.tone, run.answer.rows) == ("Stopped", "stopped", ("1",))
    assert not run.answer.more
    assert states(run) == [*["done"] * 3, "failed"]
    assert stop(after(SESSION)).answer.facts == "Fauna may still finish what it had begun."


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "javascript:alert(1)", "a\u202egnp.exe", "x" * 1_048_576, "\ud800", "\x00"]
)
def test_hostile_texts_are_shown_inert_and_short(text: str):
    run = answered(result({"@set": {"data": [text, {"text": text}]}}), page(text))
    single = answered(result({"text": text}))
    shown = "".join([run.message, *run.answer.rows, single.answer.text, single.message, single.steps[3].detail])
    assert "\u202e" not in shown
    shown.encode()
    assert max(map(len, run.answer.rows)) < LONGEST_ROW + 50
    assert len(single.answer.text) < LONGEST_VALUE + 50
    assert len(single.steps[3].detail) < LONGEST_DETAIL + 50


def test_what_is_cut_says_how_long_it_is():
    assert answered(result("x" * 60_000)).answer.text.endswith("… (60,002 characters)")


def test_a_value_nested_beyond_reason_is_named():
    value: Any = 1
    for _ in range(5_000):
        value = [value]
    assert answered(result({"deep": value})).answer.text == "too deeply nested to be shown"


@pytest.mark.parametrize(
    ("milliseconds", "shown"), [(0, "< 0.1 ms"), (0.25, "0.2 ms"), (9.96, "10.0 ms"), (1234, "1,234 ms")]
)
def test_durations_are_short(milliseconds: float, shown: str):
    assert took(milliseconds) == shown


steps_at_random = st.lists(
    st.sampled_from(
        [SESSION, TOKEN, QUERY, result("x"), page(1), failure("Fauna", "x"), failure("Clerk", "session_ended")]
    )
)


@given(steps_at_random)
def test_whatever_happens_the_four_steps_keep_their_places(steps: list[Step]):
    run = after(*steps)
    assert tuple(step.name for step in run.steps) == ORDER
    assert stop(run).message == "Stopped"
