"""What holds for all operations: origins, cookies, errors, the secret key."""

import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.emulators.clerk.accounts import DEFAULTS, Accounts
from app.emulators.clerk.attempts import Attempts
from app.emulators.clerk.bapi.call import BackendCall
from app.emulators.clerk.body import read_json
from app.emulators.clerk.bundles import bundle_file
from app.emulators.clerk.call import COOKIE, YEAR, Call, Services, check_caller, read_call
from app.emulators.clerk.codes import Codes
from app.emulators.clerk.config import ClerkConfig
from app.emulators.clerk.errors import ClerkError, bad_request_parameters, unavailable, unexpected
from app.emulators.clerk.fapi.handshake import handshake
from app.emulators.clerk.faults import ROTATE, rotate
from app.emulators.clerk.keys import SigningKey
from app.emulators.clerk.objects import Objects
from app.emulators.clerk.operations import BACKEND_PREFIX, describe
from app.emulators.clerk.outbox import page as outbox_page
from app.emulators.clerk.routes import BACKEND, FRONTEND
from app.emulators.clerk.sessions import Sessions
from app.emulators.clerk.store import Store
from app.emulators.clerk.tokens import Tokens

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
VERSION = ("clerk-api-version", "__clerk_api_version")
Answer = Callable[[Request], Awaitable[Response]]
logger = logging.getLogger(__name__)


class TrimSlash:
    """Drops a path's last slash, which ClerkJS puts after some collections."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] == "http" and scope["path"] != "/":
            scope = {**scope, "path": scope["path"].rstrip("/")}
        await self._app(scope, receive, send)


class ClerkApp:
    """Builds the ASGI application; one per data folder. Raises `OSError` for a folder it cannot read."""

    def __init__(self, config: ClerkConfig) -> None:
        if config.data is not None:
            config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.config = config
        self.key = SigningKey(None if config.data is None else config.data / "clerk.key")
        file = None if config.data is None else config.data / "clerk.sqlite"
        self.store = Store(file, {"users": DEFAULTS, "sessions": {"activity": None}})
        accounts, tokens = Accounts(config, self.store), Tokens(config, self.key)
        sessions, codes = Sessions(accounts, self.store), Codes(config, self.store)
        objects, attempts = Objects(accounts, sessions, tokens), Attempts(config)
        self.services = Services(config, self.store, accounts, sessions, codes, tokens, objects, attempts)
        self._calls = None if config.backend_limit is None else Attempts(config, config.backend_limit)
        self.app = Starlette(routes=self._routes(), lifespan=self._lifespan, middleware=[Middleware(TrimSlash)])

    def _routes(self) -> list[Route]:
        routes = [
            Route("/.well-known/jwks.json", self._jwks),
            Route("/npm/@clerk/{selector}/dist/{file:path}", self._bundle),
            Route("/outbox", self._outbox),
            Route("/outbox.json", self._outbox_json),
            Route(ROTATE, self._guarded(self._rotate), methods=["POST"]),
            Route("/v1/client/handshake", self._guarded(self._handshake)),
        ]
        for path in dict.fromkeys(path for _, path in FRONTEND):
            routes.append(Route(path, self._guarded(self._frontend(path)), methods=[*METHODS, "OPTIONS"]))
        routes.append(Route(f"{BACKEND_PREFIX}/jwks", self._guarded(self._backend_jwks), methods=METHODS))
        for path in dict.fromkeys(path for _, path in BACKEND):
            routes.append(Route(BACKEND_PREFIX + path, self._guarded(self._backend(path)), methods=METHODS))
        routes.append(Route("/{rest:path}", self._guarded(self._unknown), methods=[*METHODS, "OPTIONS"]))
        return routes

    @contextlib.asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        yield
        self.store.close()

    def _guarded(self, answer: Answer) -> Answer:
        """The answer, or the error that it raises, as Clerk writes either."""

        async def endpoint(request: Request) -> Response:
            more = {} if request.url.path.startswith(f"{BACKEND_PREFIX}/") else {"meta": {}}
            try:
                response = await answer(request)
            except ClerkError as error:
                response = _refusal(error, more)
            except Exception:
                logger.exception("%s %s failed", request.method, request.url.path)
                response = _refusal(unexpected(), more)
            response.headers["Cache-Control"] = "no-store"
            return self._with_cors(request, response)

        return endpoint

    def _frontend(self, path: str) -> Answer:
        async def answer(request: Request) -> Response:
            if request.method == "OPTIONS":
                return Response(status_code=204)
            call: Call | None = None
            try:
                call = await read_call(request, self.services)
                handler = FRONTEND.get((call.method, path))
                if handler is None:
                    raise unavailable(describe(call.method, request.url.path))
                response: Response = JSONResponse(await handler(call))
            except ClerkError as error:
                shown = call.shown_client() if call is not None and error.status != 401 else None
                response = _refusal(error, {"meta": {} if shown is None else {"client": shown}})
            if call is not None and call.cookie is not None:
                response.set_cookie(COOKIE, call.cookie, max_age=YEAR, path="/", httponly=True, samesite="lax")
            return response

        return answer

    def _backend(self, path: str) -> Answer:
        async def answer(request: Request) -> Response:
            self._check_secret(request)
            if self._calls is not None:
                self._calls.begin("backend")
            handler = BACKEND.get((request.method, path))
            if handler is None:
                raise unavailable(describe(request.method, request.url.path))
            query = {name: request.query_params.getlist(name) for name in request.query_params}
            body = {} if request.method == "GET" else await read_json(request)
            call = BackendCall(self.services, body, query, dict(request.path_params), _version(request))
            return JSONResponse(await handler(call))

        return answer

    def _check_secret(self, request: Request) -> None:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            message = "Invalid Authorization header format. Must be 'Bearer <YOUR_API_KEY>'"
            raise ClerkError(401, "authorization_header_format_invalid", "Invalid Authorization header format", message)
        if not secrets.compare_digest(secret.strip().encode(), self.config.secret_key.encode()):
            message = "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct."
            raise ClerkError(401, "clerk_key_invalid", message)

    def _with_cors(self, request: Request, response: Response) -> Response:
        origin = request.headers.get("origin")
        if request.url.path.startswith(f"{BACKEND_PREFIX}/"):
            return response
        if origin is not None and self.config.is_allowed_origin(origin):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Credentials"] = "true"
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "content-type, authorization"
        response.headers["Vary"] = "Origin"
        return response

    async def _jwks(self, request: Request) -> Response:
        headers = {"Cache-Control": "public, max-age=60", "Access-Control-Allow-Origin": "*"}
        return JSONResponse(self.key.jwks(), headers=headers)

    async def _backend_jwks(self, request: Request) -> Response:
        self._check_secret(request)
        if request.method != "GET":
            raise unavailable(describe(request.method, request.url.path))
        return JSONResponse(self.key.jwks())

    async def _rotate(self, request: Request) -> Response:
        self._check_secret(request)
        return JSONResponse(rotate(self.key, await read_json(request)))

    async def _handshake(self, request: Request) -> Response:
        return handshake(await read_call(request, self.services))

    async def _bundle(self, request: Request) -> Response:
        headers = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
        file = bundle_file(self.config.bundles, request.path_params["selector"], request.path_params["file"])
        if file is None:
            return Response("Not found", 404, headers)
        caching = {"Cache-Control": "public, max-age=86400"}
        return FileResponse(file, media_type="text/javascript", headers={**headers, **caching})

    async def _outbox(self, request: Request) -> Response:
        return self._messages(request, lambda messages: HTMLResponse(outbox_page(messages)))

    async def _outbox_json(self, request: Request) -> Response:
        return self._messages(request, JSONResponse)

    def _messages(self, request: Request, show: Callable[[Any], Response]) -> Response:
        try:
            check_caller(request, self.config)
        except ClerkError as error:
            return _refusal(error, {})
        response = show(self.store.all("messages"))
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _unknown(self, request: Request) -> Response:
        if request.url.path.startswith(f"{BACKEND_PREFIX}/"):
            self._check_secret(request)
        method = request.method
        if method == "POST" and request.query_params.get("_method", "").upper() in METHODS:
            method = request.query_params["_method"].upper()
        raise unavailable(describe(method, request.url.path))


def _refusal(error: ClerkError, more: dict[str, Any]) -> Response:
    body = {**error.body(), **more}
    return JSONResponse(body, error.status, {**error.headers, "X-Clerk-Trace-Id": body["clerk_trace_id"]})


def _version(request: Request) -> str:
    """The API version that a request names in its header or in its query, but not in both."""
    header, query = request.headers.get(VERSION[0], ""), request.query_params.get(VERSION[1], "")
    if header and query:
        raise bad_request_parameters()
    return header or query
