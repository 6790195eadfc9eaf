"""The page of docs/live.md, added to a checkout as its reader adds it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python (?P<path>\S+)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


def documented_blocks() -> dict[str, str]:
    """The code that the document names files for."""
    text = (ROOT / "docs/live.md").read_text()
    return {match["path"]: match["code"] for match in BLOCK.finditer(text)}


def add_documented_page(folder: Path) -> None:
    """Make the files that are not there; add the lines for those that are."""
    for path, code in documented_blocks().items():
        target = folder / path
        before = target.read_text() if target.exists() else ""
        target.write_text(before + code)
