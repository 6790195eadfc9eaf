"""What the Token page offers where a real service answers, and where developer tools are off."""

import pytest

from app.pages.token import tools, view
from app.settings import Settings

FAULTS = "Faults need the emulator of Fauna: a real service does not fail on demand."


def settings(**changes: object) -> Settings:
    return Settings().model_copy(update=changes)  # pyright: ignore[reportCallIssue] - all fields are optional


def test_with_real_services_faults_and_traces_say_what_they_need(monkeypatch: pytest.MonkeyPatch):
    real = settings(fauna_endpoint_override="https://db.example.org")
    monkeypatch.setattr(tools, "get_settings", lambda: real)
    assert FAULTS in str(tools.fault_card())
    assert tools.ABSENT in str(tools.trace_card())


def test_with_the_emulators_nothing_is_lacking():
    assert "Faults need" not in str(tools.fault_card())
    assert tools.ABSENT not in str(tools.trace_card())


def test_without_developer_tools_there_are_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(view, "get_settings", lambda: settings(dev_tools_override=False))
    shown = str(view.token_page())
    assert view.HIDDEN in shown
    assert "Expire the token" not in shown and "Explain" not in shown
