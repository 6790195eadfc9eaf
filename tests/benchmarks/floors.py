"""Servers to compare with: a granian application that always gives the same answer."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.emulators.running import emulators, free_port

CONSTANT = """
import sys
from granian import Granian

BODY = {body!r}
HEADERS = {headers!r}

async def app(scope, receive, send):
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({{"type": "http.response.start", "status": 200, "headers": HEADERS}})
        await send({{"type": "http.response.body", "body": BODY}})

if __name__ == "__main__":
    Granian("constant:app", "127.0.0.1", int(sys.argv[1]), interface="asgi", workers=1, log_enabled=False).serve()
"""


@contextlib.contextmanager
def fauna_emulator(secret: str = "secret") -> Iterator[str]:
    """The address of an emulator that keeps nothing."""
    port = str(free_port())
    with emulators("--memory", "--port", port, "--root-secret", secret):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def constant_answer(answer: httpx.Response, folder: Path) -> Iterator[str]:
    """The address of a server that answers everything like this."""
    headers = [(name, value) for name, value in answer.headers.raw if name.lower() not in (b"date", b"server")]
    (folder / "constant.py").write_text(CONSTANT.format(body=answer.content, headers=headers))
    port = free_port()
    process = subprocess.Popen([sys.executable, "constant.py", str(port)], cwd=folder)
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(address)
            return
        time.sleep(0.05)
    raise RuntimeError("The server with the constant answer did not start.")
