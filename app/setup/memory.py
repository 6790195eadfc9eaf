"""What set-up must remember of a database, in a file only its owner may read: its admin key, and what was put there."""

import json
import os
from pathlib import Path
from typing import Any

from app.settings import Settings


def memory_path(settings: Settings) -> Path:
    """Where it is kept."""
    return settings.local_dir / "setup.json"


def recall(settings: Settings) -> dict[str, Any]:
    """What was kept of the database in use; empty when nothing was, it cannot be read, or it is of another endpoint."""
    kept = load(memory_path(settings))
    return kept if kept.get("endpoint") == settings.fauna_endpoint else {}


def remember(settings: Settings, **values: Any) -> None:
    """Keep these values beside those that are kept of the same endpoint."""
    save(memory_path(settings), {**recall(settings), "endpoint": settings.fauna_endpoint, **values})


def load(path: Path) -> dict[str, Any]:
    """What was kept; empty when nothing was or it cannot be read."""
    try:
        kept = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def save(path: Path, values: dict[str, Any]) -> None:
    """Replace what is kept, mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(values, file)
    fresh.rename(path)
