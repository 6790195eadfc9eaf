"""Checks of the set-up as pages show them."""

import asyncio

import pytest

from app import setup
from app.components.checks import CheckView
from app.fauna.as_user import Step as QueryStep
from app.pages.checks import Recent, checked, evidence, own_token, verdict, waiting
from app.settings import Settings
from app.setup.model import CheckResult, Step


async def nothing() -> None: ...


def step(result: CheckResult, *, apply: bool = True) -> setup.Checked:
    async def check() -> CheckResult:
        return result

    return setup.Checked(Step("template", "JWT template `fauna`", check, nothing if apply else None), result)


def test_before_the_checks_all_wait_the_own_token_last():
    views = waiting([step(CheckResult(True)).step])
    assert [(view.name, view.state) for view in views] == [("template", "waiting"), ("own", "waiting")]


def test_a_step_that_holds_shows_its_evidence():
    view = checked([step(CheckResult(True, ("aud https://db.fauna.com/db/x", "lifetime 60 s")))], with_evidence=True)[0]
    assert (view.title, view.state) == ("JWT template fauna", "ok")
    assert view.evidence == [["aud", "https://db.fauna.com/db/x"], ["lifetime 60 s", ""]]


def test_a_step_that_fails_says_what_to_do_and_what_to_paste():
    result = CheckResult(False, ("There is none.",), "Create it.", {"claims": '{"aud": "x"}'})
    view = checked([step(result)], with_evidence=True)[0]
    assert (view.state, view.fix, view.to_paste, view.can_apply) == (
        "failed",
        "Create it.",
        [["claims", '{"aud": "x"}']],
        True,
    )


def test_a_step_without_an_api_offers_no_mending():
    assert not checked([step(CheckResult(False), apply=False)], with_evidence=True)[0].can_apply


def test_a_step_that_rests_on_a_failing_one_is_not_known_yet():
    result = CheckResult(False, ("There is no admin key.",), "Mend the steps above first.", known=False)
    view = checked([step(result)], with_evidence=True)[0]
    assert (view.state, view.fix) == ("open", "Mend the steps above first.")


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        (["ok", "ok"], "All 2 steps hold."),
        (["ok", "failed"], "1 of 2 steps hold, 1 does not."),
        (["failed", "failed", "open"], "0 of 3 steps hold, 2 do not, 1 cannot be known yet."),
        (["ok", "open"], "1 of 2 steps hold, 1 cannot be known yet."),
        (["ok", "waiting"], ""),
        ([], ""),
    ],
)
def test_all_steps_are_summed_up_in_a_sentence(states: list[str], sentence: str):
    assert verdict([CheckView(state, state, state) for state in states]) == sentence


def test_without_developer_tools_only_the_tick_is_shown():
    view = checked([step(CheckResult(False, ("secret",), "secret", {"a": "secret"}))], with_evidence=False)[0]
    assert view.state == "failed"
    assert "secret" not in repr(view)


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("issuer http://127.0.0.1:8443/__clerk", ["issuer", "http://127.0.0.1:8443/__clerk"]),
        ("kid ins_2j", ["kid", "ins_2j"]),
        ("Database `app` at http://127.0.0.1:8443", ["Database app at", "http://127.0.0.1:8443"]),
        ("There is no JWT template `fauna`.", ["There is no JWT template fauna.", ""]),
    ],
)
def test_evidence_tells_words_from_values_to_copy(line: str, pair: list[str]):
    assert evidence(line) == pair


def test_signed_out_the_own_token_is_open():
    assert own_token([], with_evidence=True).state == "open"


def test_an_accepted_token_shows_the_claims_that_matter():
    steps = [
        QueryStep("token", "Token pulled", 1, {"claims": {"iss": "i", "aud": "a", "sub": "s", "role": "manager"}}),
        QueryStep("result", "Result", 1, {"data": True}),
    ]
    view = own_token(steps, with_evidence=True)
    assert (view.state, view.evidence) == ("ok", [["iss", "i"], ["aud", "a"], ["sub", "s"]])
    assert own_token(steps, with_evidence=False).evidence == []


def test_a_refused_token_says_who_refused():
    steps = [QueryStep("failure", "Fauna refused", 1, {"side": "Fauna", "code": "unauthorized", "message": "No."})]
    view = own_token(steps, with_evidence=True)
    assert (view.state, view.evidence) == ("failed", [["Fauna refused: No.", ""]])


async def test_many_visitors_cost_one_check(monkeypatch: pytest.MonkeyPatch):
    calls = 0

    async def check(_: Settings) -> list[setup.Checked]:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)
        return []

    monkeypatch.setattr(setup, "check", check)
    recent, settings = Recent(), Settings.model_construct()
    await asyncio.gather(*(recent.results(settings) for _ in range(20)))
    assert calls == 1
    recent.forget()
    await recent.results(settings)
    assert calls == 2
