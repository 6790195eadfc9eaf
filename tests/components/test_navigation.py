"""The places that lead somewhere, with and without the developer's tools."""

import pytest

from app.components import navigation
from app.components.navigation import PLACES, bottom_bar, places, sidebar


class Tools:
    def __init__(self, dev_tools: bool) -> None:
        self.dev_tools = dev_tools


@pytest.mark.parametrize("dev_tools", [True, False])
def test_places_for_developers_are_there_with_their_tools_only(monkeypatch: pytest.MonkeyPatch, dev_tools: bool):
    monkeypatch.setattr(navigation, "get_settings", lambda: Tools(dev_tools))
    found = {place.label for place in places()}
    assert ("Data" in found) == dev_tools
    assert found >= {"Query", "Live", "Console", "Token", "Setup"}


@pytest.mark.parametrize("bar", [sidebar, bottom_bar])
def test_the_page_one_is_on_is_marked_and_no_other(bar):
    text = str(bar("/live"))
    assert text.count('"aria-current":"page"') + text.count('["aria-current"] : "page"') == 1
    assert all(f'"{place.href}"' in text for place in PLACES)
