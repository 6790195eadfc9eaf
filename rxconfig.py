"""Reflex's configuration; the emulators' port is decided here, once, and handed down by environment."""

import os
import sys
import sysconfig

# requirements.txt brings bun next to this interpreter, so that no Node is needed.
os.environ["PATH"] = sysconfig.get_path("scripts") + os.pathsep + os.environ.get("PATH", "")
# Asking the package index for a newer Reflex would be the only request to leave the machine.
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")

import reflex as rx
from reflex.constants import PackageJson

from app.launch import check_registry, choose_port, collect_seldom, keeps_build, run_ends_with_main, start_emulators

HOSTS = ("localhost", "127.0.0.1", "[::1]")
FIRST_PORT, PORTS_TRIED = 3000, 20

PackageJson.Commands.EXPORT = keeps_build(PackageJson.Commands.EXPORT)
choose_port()
check_registry(sys.argv)
if sys.argv[1:2] == ["run"]:
    collect_seldom()
    run_ends_with_main()
    start_emulators(sys.argv)


def page_origins() -> list[str]:
    """Where the app's own pages can come from: the default ports and those of the command line."""
    named = {os.environ.get("REFLEX_FRONTEND_PORT"), os.environ.get("REFLEX_BACKEND_PORT")} - {None}
    ports = {*map(str, range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)), *named}
    return [f"http://{host}:{port}" for port in sorted(ports, key=str) for host in HOSTS]


config = rx.Config(
    app_name="app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    cors_allowed_origins=page_origins(),
    plugins=[
        rx.plugins.RadixThemesPlugin(
            theme=rx.theme(accent_color="iris", gray_color="slate", radius="large", has_background=True)
        ),
        rx.plugins.SitemapPlugin(),
    ],
)
