"""Connections to Clerk and Fauna that stay open between requests: without them every click would shake hands anew."""

import asyncio
import weakref
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from app.calls import RecordingClient

KEPT_SECONDS = 20.0
KEPT_CONNECTIONS = 50
_clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[bool, httpx.AsyncClient]] = (
    weakref.WeakKeyDictionary()
)


def kept_client(*, local: bool) -> httpx.AsyncClient:
    """The running loop's client, which nobody closes; a `local` one knows neither proxies nor certificates.

    It serves all users, so it takes no cookies; addresses, secrets and time-outs come with each request.
    """
    clients = _clients.setdefault(asyncio.get_running_loop(), {})
    if local not in clients:
        clients[local] = RecordingClient(
            trust_env=not local,
            verify=not local,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx.Limits(max_keepalive_connections=KEPT_CONNECTIONS, keepalive_expiry=KEPT_SECONDS),
        )
    return clients[local]
