"""The outbox: the e-mail that would have been sent, with its codes."""

import html
from datetime import datetime
from typing import Any

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Outbox</title>
<meta name="viewport" content="width=device-width">
<style>body{{font:16px/1.5 system-ui;max-width:40rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}}
table{{border-collapse:collapse;width:100%}}td,th{{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8884}}
code{{font-size:1.2em;letter-spacing:.1em}}</style>
<h1>Outbox</h1><p>Codes that this Clerk emulator would have sent, newest first. Addresses with
<code>+clerk_test</code> always take <code>424242</code>.</p>
<table><tr><th>To<th>Code<th>Sent</tr>{rows}</table></html>"""


def page(messages: list[dict[str, Any]]) -> str:
    """The messages as a page."""
    rows = "".join(
        f"<tr><td>{html.escape(message['to'])}<td><code>{message['code']}</code>"
        f"<td>{datetime.fromtimestamp(message['created_at'] / 1000).astimezone():%H:%M:%S}</tr>"
        for message in reversed(messages)
    )
    return PAGE.format(rows=rows or "<tr><td colspan=3>Nothing yet.</tr>")
