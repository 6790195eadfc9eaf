"""Both emulators as one process: `python -m app emulators`."""

import argparse
import asyncio
import os
import select
import signal
import socket
import sys
import threading
from pathlib import Path

from app.emulators.bundles import BundleError, default_cache, ensure
from app.emulators.folder import FolderError, prepare, read_secrets
from app.emulators.server import CLERK_PREFIX, EmulatorConfig, Emulators
from app.emulators.serving import Server, bind

PARENT_PIPE = "EMULATORS_PARENT_PIPE"
PARENT_POLL_SECONDS = 0.5


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop; returns 2 with one sentence on stderr when that is impossible."""
    options = _parser().parse_args(arguments)
    folder = None if options.memory else options.data
    try:
        lock = None if folder is None else prepare(folder, options.port)
        bound = bind(options.port)
        bundles = ensure(options.bundles) if options.clerk else None
    except (FolderError, BundleError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the one sentence
        return 2
    secrets = read_secrets(folder, options.clerk_secret_key, options.root_secret)
    config = EmulatorConfig(
        port=options.port,
        root_secret=secrets.fauna_root_secret,
        clerk_secret_key=secrets.clerk_secret_key,
        data=folder,
        bundles=bundles,
        session_token_seconds=options.session_token_seconds,
        template_token_seconds=options.template_token_seconds,
        synchronous=options.synchronous,
    )
    try:
        asyncio.run(_serve(config, bound))
    except OSError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the one sentence
        return 2
    if lock is not None:
        lock.close()
    return 0


async def _serve(config: EmulatorConfig, bound: socket.socket) -> None:
    emulators = Emulators(config)
    server = Server(emulators, bound)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        emulators.end_streams()
        server.stop()

    serving = asyncio.create_task(server.serve())
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    if os.environ.get(PARENT_PIPE):
        threading.Thread(target=_watch_parent, args=(os.getppid(),), daemon=True).start()
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait((serving, ready), return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        await serving
        return
    base = f"http://127.0.0.1:{config.port}"
    print(f"Emulators ready: Fauna {base}  Clerk {base}{CLERK_PREFIX}", flush=True)  # noqa: T201 - the ready line
    await serving


def _watch_parent(parent: int) -> None:
    """End when the parent does: its end of the pipe closes however it dies, unless a fork of it holds that too."""
    while os.getppid() == parent:
        readable, _, _ = select.select([sys.stdin], [], [], PARENT_POLL_SECONDS)
        if readable and not os.read(sys.stdin.fileno(), 1024):
            break
    os.kill(os.getpid(), signal.SIGTERM)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m app emulators", description="Clerk and Fauna on this machine.")
    parser.add_argument("--port", type=int, default=8443)
    parser.add_argument("--data", type=Path, default=Path(".local/emulators"), help="folder for everything kept")
    parser.add_argument("--memory", action="store_true", help="keep nothing")
    parser.add_argument(
        "--synchronous",
        choices=("full", "normal", "off"),
        default="full",
        help="what Fauna's data survives: full a power cut, normal all but its last writes, off only a killed process",
    )
    parser.add_argument("--root-secret", help="secret of Fauna's root database")
    parser.add_argument("--clerk-secret-key", help="Clerk's secret key")
    parser.add_argument("--bundles", type=Path, default=default_cache(), help="cache for the browser bundles")
    parser.add_argument("--session-token-seconds", type=int, default=60, help="life of a session token")
    parser.add_argument(
        "--template-token-seconds", type=int, default=0, help="life of every template token; 0: as its template says"
    )
    parser.add_argument("--no-clerk", dest="clerk", action="store_false", help="do not fetch the browser bundles")
    return parser


if __name__ == "__main__":
    sys.exit(main())
