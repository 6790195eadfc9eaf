"""ClerkJS and Clerk's components for the browser, served as Clerk's CDN does."""

import re
from pathlib import Path

PACKAGES = ("clerk-js", "ui")
VERSION = re.compile(r"\d+(\.\d+){0,2}")
FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


def bundle_file(root: Path | None, selector: str, file: str) -> Path | None:
    """The file for a selector such as `ui@1` or `ui@1.36.0`, newest version first; None when there is none."""
    package, _, version = selector.partition("@")
    if root is None or package not in PACKAGES or not VERSION.fullmatch(version) or not FILE.fullmatch(file):
        return None
    folders = [folder for folder in root.glob(f"{package}@*") if f"{folder.name}.".startswith(f"{selector}.")]
    newest = max(folders, key=_version, default=None)
    return newest / file if newest is not None and (newest / file).is_file() else None


def _version(folder: Path) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", folder.name.partition("@")[2])]
