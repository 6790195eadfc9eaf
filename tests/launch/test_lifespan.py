"""The emulators live with the app: one set for all workers, back after a crash, gone at the end."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from app import setup
from app.launch import lifespan
from app.launch.early import STARTED_VARIABLE, name_of
from app.launch.lifespan import emulators_lifespan
from app.settings import Settings, get_settings
from tests.emulators.running import emulators, free_port, start

POLL_SECONDS = 0.05


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Settings]:
    monkeypatch.setenv("EMULATORS_PORT", str(free_port()))
    monkeypatch.setenv("LOCAL_DIR", str(tmp_path / "local"))
    monkeypatch.setattr(lifespan, "RESTART_SECONDS", POLL_SECONDS)
    get_settings.cache_clear()
    found = get_settings()
    monkeypatch.setattr(Settings, "clerk_emulated", property(lambda _: False))  # then no bundle is fetched
    yield found
    get_settings.cache_clear()


@pytest.fixture
def applied(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    calls: list[bool] = []

    async def apply(settings: Settings) -> list[setup.Checked]:
        calls.append(await answers(settings))
        return []

    monkeypatch.setattr(setup, "apply", apply)
    return calls


async def answers(settings: Settings) -> bool:
    try:
        async with httpx.AsyncClient() as http:
            return (await http.get(f"{settings.fauna_endpoint}/ping")).status_code == 200
    except httpx.HTTPError:
        return False


async def until_answers(settings: Settings) -> None:
    deadline = time.monotonic() + 30
    while not await answers(settings):
        assert time.monotonic() < deadline
        await asyncio.sleep(POLL_SECONDS)


def running(settings: Settings) -> list[psutil.Process]:
    port = str(settings.emulators_port)
    return [process for process in psutil.Process().children(recursive=True) if port in process.cmdline()]


async def test_they_answer_before_the_set_up_is_applied_and_end_with_the_app(settings: Settings, applied: list[bool]):
    async with emulators_lifespan():
        assert applied == [True]
        assert len(running(settings)) == 1
    assert running(settings) == []
    assert not await answers(settings)


async def test_those_that_the_main_process_started_are_used_and_replaced_when_they_end(
    settings: Settings, applied: list[bool], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    arguments = ("--port", str(settings.emulators_port), "--data", str(settings.emulators_dir))
    process = start(*arguments)
    monkeypatch.setenv(STARTED_VARIABLE, name_of(process.pid))
    async with emulators_lifespan():
        assert applied == [True]
        assert [found.pid for found in running(settings)] == [process.pid]
        assert f"Emulators ready: Fauna {settings.emulators_address} " in capfd.readouterr().out
        process.kill()
        process.communicate()
        await until_answers(settings)
    assert running(settings) == []


async def test_two_workers_share_one_set_and_the_second_takes_over(settings: Settings, applied: list[bool]):
    first = emulators_lifespan()
    await first.__aenter__()
    async with emulators_lifespan():
        assert len(running(settings)) == 1
        await first.__aexit__(None, None, None)
        await until_answers(settings)
    assert applied == [True, True]
    assert running(settings) == []


async def test_they_come_back_after_a_crash(settings: Settings, applied: list[bool]):
    async with emulators_lifespan():
        (crashed,) = running(settings)
        crashed.kill()
        await until_answers(settings)
        assert [process.pid for process in running(settings)] != [crashed.pid]


async def test_emulators_that_run_by_themselves_are_used_and_left_running(settings: Settings, applied: list[bool]):
    arguments = ("--port", str(settings.emulators_port), "--data", str(settings.emulators_dir))
    with emulators(*arguments) as (process, _):
        async with emulators_lifespan():
            assert [found.pid for found in running(settings)] == [process.pid]
        assert await answers(settings)


async def test_a_first_start_that_fails_ends_the_app(
    settings: Settings, applied: list[bool], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    ended: list[bool] = []
    monkeypatch.setattr(lifespan, "_give_up", lambda: ended.append(True))
    settings.emulators_dir.mkdir(parents=True)
    (settings.emulators_dir / "format").write_text("0\n")
    async with emulators_lifespan():
        pass
    assert ended == [True]
    assert applied == []
    assert "has format 0, this version writes 1" in capfd.readouterr().err


async def test_a_set_up_that_fails_is_logged_and_the_app_runs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    async def fail(settings: Settings) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(setup, "apply", fail)
    async with emulators_lifespan():
        assert await answers(settings)
    assert "The set-up did not finish" in caplog.text


async def test_real_services_need_no_emulators(applied: list[bool], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CLERK_PUBLISHABLE_KEY", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k")
    monkeypatch.setenv("CLERK_SECRET_KEY", "sk_test_x")
    monkeypatch.setenv("FAUNA_ENDPOINT", "https://db.example.org")
    monkeypatch.setenv("FAUNA_SECRET", "fnx")
    monkeypatch.setenv("LOCAL_DIR", str(tmp_path))
    get_settings.cache_clear()
    async with emulators_lifespan():
        assert not (tmp_path / "emulators").exists()
    assert applied == []
    get_settings.cache_clear()
