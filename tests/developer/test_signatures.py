"""What completion may tell whom."""

import pytest

from app.developer.signatures import signatures, standard
from app.settings import Settings

KNOWN = {
    "globals": {"Math": "MathModule", "Note": "NoteCollection", "publish": "UserFunction<(id: ID) => Note>"},
    "types": {
        "MathModule": {"self": "MathModule", "type_hint": "module"},
        "Note": {"self": "Note"},
        "NullNote": {"self": "NullNote"},
        "NoteCollection": {"self": "NoteCollection", "type_hint": "user_collection"},
    },
}


def test_the_standard_library_is_what_every_database_has() -> None:
    assert standard(KNOWN) == {
        "globals": {"Math": "MathModule"},
        "types": {"MathModule": {"self": "MathModule", "type_hint": "module"}},
    }


@pytest.mark.asyncio(loop_scope="module")
async def test_collections_are_told_with_developer_tools_only(ready: Settings) -> None:
    assert "Note" in (await signatures(ready, with_own=True))["globals"]
    told = await signatures(ready, with_own=False)
    assert "Note" not in told["globals"] and "Math" in told["globals"] and "NoteCollection" not in told["types"]


async def test_while_fauna_does_not_answer_nothing_is_told() -> None:
    assert await signatures(Settings(emulators_port=9), with_own=True) == {}  # pyright: ignore[reportCallIssue] - fields come from the environment
