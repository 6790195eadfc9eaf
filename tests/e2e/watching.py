"""What a browser asked for and what went wrong in it, through a whole test."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request, WebError

OWN_HOSTS = {"localhost", "127.0.0.1"}
SECRETS = re.compile(
    r"eyJ[\w-]{10,}|sk_(test|live)_|\bfn[\w-]{30,}|password|harbor-lantern|/tokens/.*\.", re.IGNORECASE
)


@dataclass
class Watch:
    """Records requests and errors; `check` fails for what no test named as expected."""

    urls: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("page", lambda page: page.on("websocket", lambda socket: self.urls.append(socket.url)))
        context.on("console", self._console)
        context.on("weberror", self._error)

    def expect(self, *patterns: str) -> None:
        """Errors that the test provokes, as regular expressions."""
        self.expected += patterns

    def check(self) -> None:
        hosts = {urlsplit(url).hostname for url in self.urls if url.startswith(("http", "ws"))}
        assert hosts <= OWN_HOSTS, hosts - OWN_HOSTS
        assert [url for url in self.urls if SECRETS.search(urlsplit(url).query + urlsplit(url).fragment)] == []
        unexpected = [text for text in self.errors if not any(re.search(known, text) for known in self.expected)]
        assert not unexpected, "the browser said:\n" + "\n".join(unexpected)

    def _request(self, request: Request) -> None:
        self.urls.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _error(self, error: WebError) -> None:
        self.errors.append(f"exception: {error.error}")
