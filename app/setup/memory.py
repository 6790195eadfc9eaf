"""What set-up must remember: the child database's admin key, in a file only its owner may read."""

import json
import os
from pathlib import Path


def load(path: Path) -> dict[str, str]:
    """What was kept; empty when nothing was or it cannot be read."""
    try:
        kept = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def save(path: Path, values: dict[str, str]) -> None:
    """Replace what is kept, mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(values, file)
    fresh.rename(path)
