"""What a session tells of the device behind it."""

import re

from starlette.requests import Request

from app.emulators.clerk.store import Record, new_id

# The first that fits counts: Edge and Opera call themselves Chrome as well, and Chrome calls itself Safari.
BROWSERS = (
    ("Edge", re.compile(r"Edg/(\d+)")),
    ("Opera", re.compile(r"OPR/(\d+)")),
    ("Firefox", re.compile(r"Firefox/(\d+)")),
    ("Chrome", re.compile(r"(?:Headless)?Chrome/(\d+)")),
    ("Safari", re.compile(r"Version/(\d+).*Safari")),
)
DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Macintosh", "Macintosh"),
           ("Windows", "Windows"), ("Linux", "Linux"))  # fmt: skip


def read_activity(request: Request) -> Record:
    """The browser, device and address of a request; empty texts where they are not known."""
    agent = request.headers.get("user-agent", "")
    found = ((name, match[1]) for name, pattern in BROWSERS if (match := pattern.search(agent)))
    browser, version = next(found, ("", ""))
    return {
        "object": "session_activity",
        "id": new_id("sess_activity"),
        "browser_name": browser,
        "browser_version": version,
        "device_type": next((name for mark, name in DEVICES if mark in agent), ""),
        "is_mobile": "Mobi" in agent,
        "ip_address": request.client.host if request.client else "",
        "city": "",
        "country": "",
    }
