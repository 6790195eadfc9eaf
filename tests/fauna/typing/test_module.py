"""The typed module: written the same every time, taken by pyright as meant, and right about what Fauna answers."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.fauna.client import FaunaClient
from app.fauna.typing import module_text, read_schema
from app.fauna.typing.definitions import Schema
from tests.emulators.running import emulators, free_port
from tests.fauna.typing.accepted import use

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An emulator whose root database has the schema of `everything.fsl`."""
    port = free_port()
    with emulators("--port", str(port), "--memory", "--root-secret", "root"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def client(endpoint: str) -> FaunaClient:
    client = FaunaClient(endpoint)
    await client.push_schema({"main.fsl": (HERE / "everything.fsl").read_text()}, secret="root")
    return client


async def test_the_module_of_every_form_of_type_is_as_recorded(client: FaunaClient) -> None:
    text = module_text(await read_schema(client, secret="root"))
    assert text == (HERE / "everything.py").read_text()


async def test_the_same_schema_gives_the_same_text_in_whatever_order_it_was_made(client: FaunaClient) -> None:
    schema = await read_schema(client, secret="root")
    turned = (HERE / "everything.fsl").read_text().split("\n\n")[::-1]
    turned = [part.replace("@alias(People)\n", "") for part in turned]
    await client.push_schema({"b.fsl": "\n\n".join(turned[:5]), "a.fsl": "\n\n".join(turned[5:])}, secret="root")
    assert module_text(await read_schema(client, secret="root")) == module_text(schema)


async def test_queries_answer_what_their_types_say(client: FaunaClient) -> None:
    await use(client, "root")


def test_an_empty_schema_is_an_empty_module() -> None:
    compile(module_text(Schema((), ())), "empty", "exec")


def test_pyright_accepts_right_uses_and_refuses_every_wrong_one(tmp_path: Path) -> None:
    refused = tmp_path / "refused.py"
    shutil.copy(HERE / "refused.txt", refused)
    arguments = ["--outputjson", str(refused), str(HERE / "accepted.py"), str(HERE / "everything.py")]
    done = subprocess.run(
        [sys.executable, "-m", "pyright", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found = [item for item in json.loads(done.stdout)["generalDiagnostics"] if item["severity"] == "error"]
    assert [item for item in found if not item["file"].endswith("/refused.py")] == []
    lines = refused.read_text().splitlines()
    marked = {number for number, line in enumerate(lines) if "# refused: " in line}
    assert {item["range"]["start"]["line"] for item in found} == marked
