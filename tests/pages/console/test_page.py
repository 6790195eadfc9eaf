"""The console's view: what is there for developers only."""

import pytest

from app.pages.console import page
from app.settings import Settings

FOR_DEVELOPERS = ("Run as", "Compare with", "TimeSlider", "Why?")


@pytest.mark.parametrize("dev_tools", [True, False])
def test_without_developer_tools_one_is_only_oneself(monkeypatch: pytest.MonkeyPatch, dev_tools: bool) -> None:
    settings = Settings(dev_tools=dev_tools)  # pyright: ignore[reportCallIssue] - other fields are optional
    monkeypatch.setattr(page, "get_settings", lambda: settings)
    rendered = str(page.console_page())
    assert "FqlEditor" in rendered
    assert {word: word in rendered for word in FOR_DEVELOPERS} == dict.fromkeys(FOR_DEVELOPERS, dev_tools)
