"""JavaScript that lies beside a Python module, made importable for the page."""

import sys
import uuid
from pathlib import Path

from reflex_base import constants
from reflex_base.environment import environment


def script(module: str, name: str) -> str:
    """The library name of a file beside a module, given by its `__name__`; raises `FileNotFoundError`.

    Links and names it as `rx.asset(name, shared=True).importable_path` does, which finds the module by reading the
    source of every frame of the stack: 0.04 s for each script, in each process of a start.
    """
    source = Path(str(sys.modules[module].__file__)).parent / name
    if not source.exists():
        raise FileNotFoundError(f"File not found: {source}")
    place = Path(constants.Dirs.EXTERNAL_APP_ASSETS, *module.split("."), name)
    if not environment.REFLEX_BACKEND_ONLY.get():
        _link(Path.cwd() / constants.Dirs.APP_ASSETS / place, source)
    return f"$/public/{place.as_posix()}"


def _link(link: Path, source: Path) -> None:
    """Point the link at the source; others may do so at the same moment."""
    if link.is_symlink() and link.readlink() == source:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(f".{uuid.uuid4().hex}.tmp")
    fresh.symlink_to(source)
    fresh.replace(link)
