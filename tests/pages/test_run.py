"""The steps of a query as the page shows them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.outcome import Reason
from app.fauna.as_user import Step
from app.pages.run import ORDER, ROWS_SHOWN, Run, apply, nobody, start, took

SESSION = Step("session", "Session verified", 0.01, {"user": "user_1", "session": "sess_1"})
TOKEN = Step("token", "Token pulled (template fauna, 59 s left)", 17.4, {"claims": {"sub": "user_1", "aud": "db"}})
QUERY = Step("query", "Query sent", 0.2, {"endpoint": "http://127.0.0.1:8443", "query": "'Hello World!'"})


def result(data: object) -> Step:
    return Step("result", "Result", 12.0, {"data": data, "summary": "", "stats": {}, "txn_ts": 1})


def failure(side: str, code: str, message: str = "No.", summary: str = "") -> Step:
    return Step("failure", f"{side} refused", 3.0, {"side": side, "code": code, "message": message, "summary": summary})


def after(*steps: Step) -> Run:
    run = start()
    for step in steps:
        run = apply(run, step)
    return run


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
    run = after(SESSION, TOKEN, QUERY, result("Hello World!"))
    assert run.message == "Message: Hello World!"
    assert run.tone == "good"
    assert states(run) == ["done"] * 4
    assert run.reason == Reason()


def test_steps_keep_their_titles_and_show_notes_and_times():
    run = after(SESSION, TOKEN, QUERY, result("x"))
    assert [step.title for step in run.steps] == ["Session verified", "Token pulled", "Query sent", "Result"]
    assert run.steps[1].note == "template fauna, 59 s left"
    assert [step.took for step in run.steps] == ["< 0.1 ms", "17 ms", "0.2 ms", "12 ms"]


def test_the_token_step_unfolds_to_its_claims():
    assert json.loads(after(SESSION, TOKEN).steps[1].detail) == {"sub": "user_1", "aud": "db"}


def test_the_query_step_unfolds_to_the_request():
    assert after(SESSION, TOKEN, QUERY).steps[2].detail == "POST http://127.0.0.1:8443/query/1\n\n'Hello World!'"


def test_nobody_signed_in_is_no_token_found():
    run = nobody()
    assert (run.message, run.tone, run.reason.code) == ("No token found", "signed-out", "signed_out")
    assert states(run) == ["failed", "waiting", "waiting", "waiting"]
    assert not run.sign_out


def test_a_revoked_session_is_no_token_found_and_signs_the_page_out():
    run = after(SESSION, failure("Clerk", "session_ended", "The session is signed out or revoked."))
    assert run.message == "No token found"
    assert run.reason.summary == "The session is signed out or revoked."
    assert run.sign_out
    assert states(run) == ["done", "failed", "waiting", "waiting"]


def test_a_refused_token_is_an_error_with_side_code_summary_and_advice():
    run = after(SESSION, TOKEN, QUERY, failure("Fauna", "unauthorized", "Access token required"))
    assert (run.message, run.tone) == ("Error occurred", "bad")
    assert (run.reason.side, run.reason.code, run.reason.summary) == ("Fauna", "unauthorized", "Access token required")
    assert "Setup" in run.reason.advice
    assert run.steps[3].note == "unauthorized"
    assert not run.sign_out


def test_an_error_in_the_query_keeps_its_excerpt():
    excerpt = "error: Unbound variable `nope`\nat *query*:1:1\n  |\n1 | nope\n  | ^^^^\n  |"
    run = after(SESSION, TOKEN, QUERY, failure("Fauna", "invalid_query", "The query failed.", excerpt))
    assert run.reason.summary == excerpt
    assert run.reason.is_excerpt


def test_an_unknown_code_has_advice_too():
    assert after(SESSION, failure("Clerk", "never_seen")).reason.advice


def test_a_set_shows_its_values_and_their_number():
    run = after(SESSION, TOKEN, QUERY, result({"@set": {"data": [{"@int": "1"}, {"a": "b"}]}}))
    assert run.message == "Message: 2 values"
    assert run.rows == ("1", '{ a: "b" }')


def test_many_values_are_counted_and_the_first_ones_shown():
    run = after(SESSION, TOKEN, QUERY, result(list(range(ROWS_SHOWN + 50))))
    assert (run.received, len(run.rows)) == (ROWS_SHOWN + 50, ROWS_SHOWN)


@pytest.mark.parametrize(
    ("milliseconds", "shown"), [(0, "< 0.1 ms"), (0.25, "0.2 ms"), (9.96, "10.0 ms"), (1234, "1,234 ms")]
)
def test_durations_are_short(milliseconds: float, shown: str):
    assert took(milliseconds) == shown


steps_at_random = st.lists(
    st.sampled_from([SESSION, TOKEN, QUERY, result("x"), failure("Fauna", "x"), failure("Clerk", "session_ended")])
)


@given(steps_at_random)
def test_whatever_happens_the_four_steps_keep_their_places(steps: list[Step]):
    run = after(*steps)
    assert tuple(step.name for step in run.steps) == ORDER
    assert run.message in ("", "No token found", "Error occurred", "Message: x")
