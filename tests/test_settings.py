"""The settings: nothing set means emulators, and contradictions are one sentence."""

import json
from pathlib import Path

import pytest

from app.settings import Settings, SettingsError, get_settings

LIVE = "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k"
TEST = "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"
NAMES = (
    *("CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY", "CLERK_JWT_TEMPLATE", "CLERK_AUTHORIZED_PARTIES"),
    *("FAUNA_ENDPOINT", "FAUNA_SECRET", "EMULATORS_PORT", "LOCAL_DIR", "DEV_TOOLS"),
)


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return get_settings()


def test_nothing_set_means_emulators_on_the_default_port(monkeypatch: pytest.MonkeyPatch):
    found = settings(monkeypatch)
    assert (found.clerk_emulated, found.fauna_emulated, found.service_label) == (True, True, "Emulators")
    assert found.clerk_frontend_api == "http://127.0.0.1:8443/__clerk"
    assert found.clerk_backend_api == "http://127.0.0.1:8443/__clerk/bapi/v1"
    assert found.fauna_endpoint == "http://127.0.0.1:8443"
    assert found.dev_tools


def test_the_port_handed_down_moves_every_address(monkeypatch: pytest.MonkeyPatch):
    found = settings(monkeypatch, EMULATORS_PORT="18000")
    assert found.clerk_frontend_api == "http://127.0.0.1:18000/__clerk"
    assert found.fauna_endpoint == "http://127.0.0.1:18000"


def test_a_clerk_application_is_addressed_by_its_publishable_key(monkeypatch: pytest.MonkeyPatch):
    found = settings(monkeypatch, CLERK_PUBLISHABLE_KEY=LIVE, CLERK_SECRET_KEY="sk_live_x")
    assert found.clerk_frontend_api == "https://clerk.example.com"
    assert found.clerk_backend_api == "https://api.clerk.com/v1"
    assert (found.clerk_emulated, found.dev_tools) == (False, False)
    assert found.service_label == "Clerk live + Fauna emulator"


def test_a_development_instance_is_called_one(monkeypatch: pytest.MonkeyPatch):
    found = settings(monkeypatch, CLERK_PUBLISHABLE_KEY=TEST, CLERK_SECRET_KEY="sk_test_x")
    assert found.service_label == "Clerk dev + Fauna emulator"


def test_a_fauna_endpoint_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch):
    found = settings(monkeypatch, FAUNA_ENDPOINT="https://db.example.org/", FAUNA_SECRET="fnx")
    assert found.fauna_endpoint == "https://db.example.org"
    assert found.service_label == "Clerk emulator + FaunaDB db.example.org"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"CLERK_SECRET_KEY": "sk_test_x"}, "CLERK_PUBLISHABLE_KEY is not set: give both of Clerk's keys, or neither"),
        ({"CLERK_PUBLISHABLE_KEY": TEST}, "CLERK_SECRET_KEY is not set: give both of Clerk's keys, or neither"),
        (
            {"CLERK_PUBLISHABLE_KEY": LIVE, "CLERK_SECRET_KEY": "sk_test_x"},
            "CLERK_PUBLISHABLE_KEY and CLERK_SECRET_KEY are not of one instance (test or live).",
        ),
        (
            {"CLERK_PUBLISHABLE_KEY": "pk_test_???", "CLERK_SECRET_KEY": "sk_test_x"},
            "CLERK_PUBLISHABLE_KEY is not a publishable key: copy it again from the dashboard.",
        ),
        ({"FAUNA_SECRET": "fnx"}, "Set both FAUNA_ENDPOINT and FAUNA_SECRET, or neither to use the emulator."),
        ({"EMULATORS_PORT": "many"}, "EMULATORS_PORT: Input should be a valid integer"),
    ],
)
def test_contradictions_are_one_sentence(values: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(SettingsError) as raised:
        settings(monkeypatch, **values)
    assert str(raised.value).startswith(sentence)
    assert "\n" not in str(raised.value)


def test_a_key_is_never_in_the_sentence_nor_in_the_representation(monkeypatch: pytest.MonkeyPatch):
    found = settings(monkeypatch, FAUNA_ENDPOINT="https://db.example.org", FAUNA_SECRET="fnVerySecret")
    assert "fnVerySecret" not in repr(found)
    monkeypatch.setenv("CLERK_SECRET_KEY", "sk_test_VerySecret")
    get_settings.cache_clear()
    with pytest.raises(SettingsError) as raised:
        get_settings()
    assert "VerySecret" not in f"{raised.value}{raised.value.__cause__}"


def test_emulated_secrets_come_from_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    found = settings(monkeypatch)
    with pytest.raises(SettingsError, match="The emulators have not run yet"):
        _ = found.fauna_secret
    folder = tmp_path / ".local/emulators"
    folder.mkdir(parents=True)
    (folder / "secrets.json").write_text(json.dumps({"clerk_secret_key": "sk_test_a", "fauna_root_secret": "fnb"}))
    assert found.fauna_secret.get_secret_value() == "fnb"
    assert found.clerk_secret_key.get_secret_value() == "sk_test_a"


def test_session_tokens_count_only_for_pages_of_this_machine_unless_a_list_is_given(monkeypatch: pytest.MonkeyPatch):
    found = settings(monkeypatch)
    assert found.is_authorized_party("http://localhost:3000")
    assert not found.is_authorized_party("http://localhost.example.org")
    assert not found.is_authorized_party("http://127.0.0.1.example.org:3000")
    get_settings.cache_clear()
    found = settings(monkeypatch, CLERK_AUTHORIZED_PARTIES='["https://app.example.org"]')
    assert found.is_authorized_party("https://app.example.org")
    assert not found.is_authorized_party("http://localhost:3000")
