"""The emulators as a process: one line when ready, one sentence when not, no trace when ended."""

import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.emulators.running import emulators, free_port, start

ANSWER_SECONDS = 30


def refused(*arguments: str) -> str:
    process = start(*arguments)
    output, error = process.communicate(timeout=ANSWER_SECONDS)
    assert (process.returncode, output) == (2, "")
    assert error.count("\n") == 1
    return error.strip()


def test_one_line_says_that_both_answer():
    port = free_port()
    with emulators("--port", str(port), "--memory", "--root-secret", "secret") as (_, line):
        assert line == f"Emulators ready: Fauna http://127.0.0.1:{port}  Clerk http://127.0.0.1:{port}/__clerk\n"
        headers = {"Authorization": "Bearer secret"}
        for name in ("127.0.0.1", "localhost"):
            answer = httpx.post(f"http://{name}:{port}/query/1", headers=headers, json={"query": "'Hello World!'"})
            assert answer.json()["data"] == "Hello World!"
        keys = httpx.get(f"http://localhost:{port}/__clerk/.well-known/jwks.json").json()["keys"]
        assert [key["alg"] for key in keys] == ["RS256"]


def test_http2_without_tls_is_served_on_the_same_port():
    with emulators("--port", str(port := free_port()), "--memory"), socket.create_connection(("127.0.0.1", port)) as h2:
        empty_settings = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
        h2.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + empty_settings)
        assert h2.recv(9)[3] == 4  # a SETTINGS frame


def test_a_taken_port_is_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused("--port", str(port), "--memory")
    assert said == f"Port {port} is taken; stop what uses it or choose another: --port, or EMULATORS_PORT for the app."


def test_a_number_that_is_no_port_is_one_sentence():
    assert refused("--port", "70000", "--memory") == "70000 is no port; they end at 65535."


def test_a_stale_data_folder_is_one_sentence(tmp_path: Path):
    (tmp_path / "format").write_text("0\n")
    said = refused("--port", str(free_port()), "--data", str(tmp_path))
    assert said.startswith(f"The data folder {tmp_path} has format 0, this version writes 1;")


@pytest.mark.parametrize("name", ["clerk.key", "clerk.sqlite"])
def test_a_broken_file_in_the_data_folder_is_one_sentence(name: str, tmp_path: Path):
    (tmp_path / "clerk").mkdir()
    (tmp_path / "clerk" / name).write_text("junk " * 200)
    said = refused("--port", str(free_port()), "--data", str(tmp_path))
    assert said.startswith(str(tmp_path / "clerk" / name)) and "remove it" in said


def test_a_data_folder_in_use_is_one_sentence(tmp_path: Path):
    with emulators("--port", str(free_port()), "--data", str(tmp_path)):
        said = refused("--port", str(free_port()), "--data", str(tmp_path))
    assert said.startswith(f"The data folder {tmp_path} is in use by another process;")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(number: signal.Signals):
    with emulators("--port", str(free_port()), "--memory") as (process, _):
        process.send_signal(number)
        assert process.wait(ANSWER_SECONDS) == 0


def test_it_ends_when_the_parents_end_of_the_pipe_closes():
    with emulators("--port", str(free_port()), "--memory", EMULATORS_PARENT_PIPE="1") as (process, _):
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(ANSWER_SECONDS) == 0
        process.stdin = None


def test_without_a_parents_pipe_a_closed_input_does_not_matter():
    with emulators("--port", str(port := free_port()), "--memory") as (process, _):
        assert process.stdin is not None
        process.stdin.close()
        assert httpx.get(f"http://127.0.0.1:{port}/ping").status_code == 200
        process.stdin = None


def test_data_and_secrets_outlive_the_process(tmp_path: Path):
    bodies = []
    for _ in range(2):
        port = free_port()
        with emulators("--port", str(port), "--data", str(tmp_path)):
            bodies.append(httpx.get(f"http://127.0.0.1:{port}/__clerk/.well-known/jwks.json").json())
            bodies.append((tmp_path / "secrets.json").read_text())
    assert bodies[:2] == bodies[2:]
