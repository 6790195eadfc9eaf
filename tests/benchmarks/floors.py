"""Servers to compare with: applications that always give the same answer."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import httpx

from tests.emulators.running import ROOT, emulators, free_port

CONSTANT = """
import asyncio, sys
from granian import Granian
from app.emulators.serving import Server, bind

BODY = {body!r}
HEADERS = {headers!r}

async def app(scope, receive, send):
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({{"type": "http.response.start", "status": 200, "headers": HEADERS}})
        await send({{"type": "http.response.body", "body": BODY}})
    elif scope["type"] == "lifespan":
        for step in ("startup", "shutdown"):
            await receive()
            await send({{"type": f"lifespan.{{step}}.complete"}})

async def serve(port):
    await Server(app, bind(port)).serve()

if __name__ == "__main__":
    port = int(sys.argv[1])
    if {by!r} == "granian":
        Granian("constant:app", "127.0.0.1", port, interface="asgi", workers=1, log_enabled=False).serve()
    else:
        asyncio.run(serve(port))
"""


BROADCAST = """
import asyncio, json, sys, time
from granian import Granian

queues = set()

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] != "/stream":
        line = (json.dumps({"txn_ts": time.time_ns() // 1000, "padding": "x" * 250}) + "\\r\\n").encode()
        for queue in queues:
            queue.put_nowait(line)
        await send({"type": "http.response.body", "body": b"{}"})
        return
    queue = asyncio.Queue()
    queues.add(queue)
    queue.put_nowait(b"{}\\r\\n")
    while True:
        await send({"type": "http.response.body", "body": await queue.get(), "more_body": True})

if __name__ == "__main__":
    Granian("broadcast:app", "127.0.0.1", int(sys.argv[1]), interface="asgi", workers=1, log_enabled=False).serve()
"""


@contextlib.contextmanager
def fauna_emulator(secret: str = "secret") -> Iterator[str]:
    """The address of an emulator that keeps nothing."""
    port = str(free_port())
    with emulators("--memory", "--port", port, "--root-secret", secret):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def constant_answer(
    answer: httpx.Response, folder: Path, by: Literal["granian", "the emulators"] = "granian"
) -> Iterator[str]:
    """The address of a server that answers everything like this: granian, or what serves the emulators."""
    headers = [(name, value) for name, value in answer.headers.raw if name.lower() not in (b"date", b"server")]
    (folder / "constant.py").write_text(CONSTANT.format(body=answer.content, headers=headers, by=by))
    with _serving("constant.py", folder) as address:
        yield address


@contextlib.contextmanager
def broadcast(folder: Path) -> Iterator[str]:
    """The address of a server that gives all readers of `/stream` a line when somebody asks for anything else."""
    (folder / "broadcast.py").write_text(BROADCAST)
    with _serving("broadcast.py", folder) as address:
        yield address


@contextlib.contextmanager
def _serving(script: str, folder: Path) -> Iterator[str]:
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, script, str(port)], cwd=folder, env=environment)
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
