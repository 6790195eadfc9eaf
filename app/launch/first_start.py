"""The first start fetches the page's packages; without a registry it ends with one sentence."""

import shutil
import subprocess
import sys
from pathlib import Path

INSTALLED = Path(".web/reflex.install_frontend_packages.cached")
ANSWER_SECONDS = 60
OFFLINE = "The page's packages cannot be downloaded. The first start needs the package registry; later ones do not."


def check_registry(arguments: list[str]) -> None:
    """End the process if it is about to run the app, nothing is installed yet and no registry answers."""
    bun = shutil.which("bun")
    if arguments[1:2] != ["run"] or INSTALLED.exists() or bun is None:
        return
    try:
        asked = subprocess.run(  # noqa: S603 - our own bun, fixed arguments
            [bun, "info", "react", "version"], capture_output=True, timeout=ANSWER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        sys.exit(OFFLINE)
    if asked.returncode != 0:
        sys.exit(OFFLINE)
