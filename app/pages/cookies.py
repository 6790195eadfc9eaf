"""Keeps cookies out of Reflex, which pickles a connection's headers to disk with the tab's state."""

from starlette.types import ASGIApp, Receive, Scope, Send


class WithoutCookies:
    """An ASGI app that never sees a cookie: Clerk's would be credentials in a file, and the pages need none."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on the request without its cookies."""
        if "headers" in scope:
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() != b"cookie"]}
        await self._inner(scope, receive, send)
