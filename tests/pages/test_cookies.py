"""Cookies stay outside."""

from typing import Any

import pytest

from app.pages.cookies import WithoutCookies


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_the_app_behind_sees_every_header_but_cookies(kind: str):
    seen: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["headers"])

    headers = [(b"origin", b"http://localhost:3000"), (b"cookie", b"__session=eyJ"), (b"Cookie", b"__client=x")]
    scope = {"type": kind, "headers": headers}
    await WithoutCookies(inner)(scope, None, None)  # pyright: ignore[reportArgumentType]
    assert seen == [[(b"origin", b"http://localhost:3000")]]
    assert scope["headers"] == headers


async def test_a_lifespan_has_no_headers_to_lose():
    seen: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    await WithoutCookies(inner)({"type": "lifespan"}, None, None)  # pyright: ignore[reportArgumentType]
    assert seen == [{"type": "lifespan"}]
