"""The routes, and what holds for all of them: origins, cookies, errors, the secret key."""

import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.emulators.clerk.accounts import Accounts
from app.emulators.clerk.attempts import Attempts
from app.emulators.clerk.bapi import operations as backend
from app.emulators.clerk.bundles import bundle_file
from app.emulators.clerk.call import COOKIE, YEAR, Call, Services, check_caller, read_call
from app.emulators.clerk.config import ClerkConfig
from app.emulators.clerk.errors import ClerkError
from app.emulators.clerk.fapi import clients, emails, me, sign_ins, sign_ups
from app.emulators.clerk.keys import SigningKey
from app.emulators.clerk.objects import Objects
from app.emulators.clerk.outbox import page as outbox_page
from app.emulators.clerk.store import Store
from app.emulators.clerk.tokens import Tokens

Handler = Callable[[Call], Awaitable[Any]]
BackendHandler = Callable[[backend.BackendCall], Awaitable[Any]]
SESSION = "/v1/client/sessions/{session_id}"
SIGN_IN, SIGN_UP = "/v1/client/sign_ins", "/v1/client/sign_ups"
EMAILS = "/v1/me/email_addresses"
FRONTEND: dict[tuple[str, str], Handler] = {
    ("GET", "/v1/environment"): clients.get_environment,
    ("PATCH", "/v1/environment"): clients.get_environment,
    ("GET", "/v1/client"): clients.get_client,
    ("POST", "/v1/client"): clients.put_client,
    ("PUT", "/v1/client"): clients.put_client,
    ("DELETE", "/v1/client"): clients.delete_client,
    ("DELETE", "/v1/client/sessions"): clients.delete_sessions,
    ("POST", SESSION + "/touch"): clients.touch,
    ("POST", SESSION + "/end"): clients.end,
    ("POST", SESSION + "/remove"): clients.remove,
    ("POST", SESSION + "/tokens"): clients.session_token,
    ("POST", SESSION + "/tokens/{template}"): clients.template_token,
    ("POST", SIGN_IN): sign_ins.create,
    ("GET", SIGN_IN + "/{sign_in_id}"): sign_ins.get,
    ("POST", SIGN_IN + "/{sign_in_id}/prepare_first_factor"): sign_ins.prepare_first_factor,
    ("POST", SIGN_IN + "/{sign_in_id}/attempt_first_factor"): sign_ins.attempt_first_factor,
    ("POST", SIGN_IN + "/{sign_in_id}/reset_password"): sign_ins.reset_password,
    ("POST", SIGN_UP): sign_ups.create,
    ("GET", SIGN_UP + "/{sign_up_id}"): sign_ups.get,
    ("PATCH", SIGN_UP + "/{sign_up_id}"): sign_ups.update,
    ("POST", SIGN_UP + "/{sign_up_id}/prepare_verification"): sign_ups.prepare_verification,
    ("POST", SIGN_UP + "/{sign_up_id}/attempt_verification"): sign_ups.attempt_verification,
    ("GET", "/v1/me"): me.get,
    ("PATCH", "/v1/me"): me.update,
    ("POST", "/v1/me/change_password"): me.change_password,
    ("GET", "/v1/me/sessions/active"): me.sessions,
    ("GET", "/v1/me/organization_memberships"): me.memberships,
    ("POST", "/v1/me/sessions/{session_id}/revoke"): me.revoke_session,
    ("GET", EMAILS): emails.get_all,
    ("POST", EMAILS): emails.create,
    ("GET", EMAILS + "/{email_id}"): emails.get,
    ("DELETE", EMAILS + "/{email_id}"): emails.delete,
    ("POST", EMAILS + "/{email_id}/prepare_verification"): emails.prepare_verification,
    ("POST", EMAILS + "/{email_id}/attempt_verification"): emails.attempt_verification,
}
BACKEND: dict[tuple[str, str], BackendHandler] = {
    ("POST", "/users"): backend.create_user,
    ("GET", "/users"): backend.list_users,
    ("GET", "/users/{user_id}"): backend.get_user,
    ("PATCH", "/users/{user_id}"): backend.update_user,
    ("PATCH", "/users/{user_id}/metadata"): backend.update_metadata,
    ("DELETE", "/users/{user_id}"): backend.delete_user,
    ("GET", "/sessions"): backend.list_sessions,
    ("GET", "/sessions/{session_id}"): backend.get_session,
    ("POST", "/sessions/{session_id}/revoke"): backend.revoke_session,
    ("POST", "/sessions/{session_id}/tokens"): backend.session_token,
    ("POST", "/sessions/{session_id}/tokens/{template}"): backend.template_token,
    ("POST", "/jwt_templates"): backend.create_template,
    ("GET", "/jwt_templates"): backend.list_templates,
    ("GET", "/jwt_templates/{template_id}"): backend.get_template,
    ("PATCH", "/jwt_templates/{template_id}"): backend.update_template,
    ("DELETE", "/jwt_templates/{template_id}"): backend.delete_template,
    ("POST", "/sign_in_tokens"): backend.create_ticket,
    ("POST", "/sign_in_tokens/{ticket_id}/revoke"): backend.revoke_ticket,
}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


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
    """Builds the ASGI application; one per data folder."""

    def __init__(self, config: ClerkConfig) -> None:
        if config.data is not None:
            config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.config = config
        self.key = SigningKey(None if config.data is None else config.data / "clerk.key")
        self.store = Store(None if config.data is None else config.data / "clerk.sqlite")
        accounts, tokens = Accounts(config, self.store), Tokens(config, self.key)
        self.services = Services(config, self.store, accounts, tokens, Objects(accounts, tokens), Attempts(config))
        self.app = Starlette(routes=self._routes(), lifespan=self._lifespan, middleware=[Middleware(TrimSlash)])

    def _routes(self) -> list[Route]:
        routes = [
            Route("/.well-known/jwks.json", self._jwks),
            Route("/npm/@clerk/{selector}/dist/{file:path}", self._bundle),
        ]
        routes += [Route("/outbox", self._outbox), Route("/outbox.json", self._outbox_json)]
        for path in dict.fromkeys(path for _, path in FRONTEND):
            routes.append(Route(path, self._frontend(path), methods=[*METHODS, "OPTIONS"]))
        routes.append(Route("/bapi/v1/jwks", self._backend_jwks))
        for path in dict.fromkeys(path for _, path in BACKEND):
            routes.append(Route(f"/bapi/v1{path}", self._backend(path), methods=METHODS))
        routes.append(Route("/{rest:path}", self._unknown, methods=[*METHODS, "OPTIONS"]))
        return routes

    @contextlib.asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        yield
        self.store.close()

    def _frontend(self, path: str) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            if request.method == "OPTIONS":
                return self._with_cors(request, Response(status_code=204))
            call: Call | None = None
            try:
                call = await read_call(request, self.services)
                handler = FRONTEND.get((call.method, path))
                if handler is None:
                    raise _unimplemented(call.method, path)
                response: Response = JSONResponse(await handler(call))
            except ClerkError as error:
                shown = call.shown_client() if call is not None and error.status != 401 else None
                response = JSONResponse(error.body(shown), error.status, error.headers)
            if call is not None and call.cookie is not None:
                response.set_cookie(COOKIE, call.cookie, max_age=YEAR, path="/", httponly=True, samesite="lax")
            response.headers["Cache-Control"] = "no-store"
            return self._with_cors(request, response)

        return endpoint

    def _backend(self, path: str) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                self._check_secret(request)
                handler = BACKEND.get((request.method, path))
                if handler is None:
                    raise _unimplemented(request.method, path)
                query = {name: request.query_params.getlist(name) for name in request.query_params}
                call = backend.BackendCall(self.services, await _json(request), query, dict(request.path_params))
                response = JSONResponse(await handler(call))
            except ClerkError as error:
                response = JSONResponse(error.body(), error.status)
            response.headers["Cache-Control"] = "no-store"
            return response

        return endpoint

    def _check_secret(self, request: Request) -> None:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret:
            message = "Invalid Authorization header format. Must be 'Bearer <YOUR_API_KEY>'"
            raise ClerkError(401, "authorization_header_format_invalid", "Invalid Authorization header format", message)
        if not secrets.compare_digest(secret.strip().encode(), self.config.secret_key.encode()):
            message = "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct."
            raise ClerkError(401, "clerk_key_invalid", "The provided Clerk Secret Key is invalid.", message)

    def _with_cors(self, request: Request, response: Response) -> Response:
        origin = request.headers.get("origin")
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
        try:
            self._check_secret(request)
        except ClerkError as error:
            return JSONResponse(error.body(), error.status)
        return JSONResponse(self.key.jwks())

    async def _bundle(self, request: Request) -> Response:
        headers = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
        file = bundle_file(self.config.bundles, request.path_params["selector"], request.path_params["file"])
        if file is None:
            return Response("Not found", 404, headers)
        caching = {"Cache-Control": "public, max-age=86400"}
        return FileResponse(file, media_type="text/javascript", headers={**headers, **caching})

    async def _outbox(self, request: Request) -> Response:
        try:
            check_caller(request, self.config)
        except ClerkError as error:
            return JSONResponse(error.body(), error.status)
        return HTMLResponse(outbox_page(self.store.all("messages")), headers={"Cache-Control": "no-store"})

    async def _outbox_json(self, request: Request) -> Response:
        try:
            check_caller(request, self.config)
        except ClerkError as error:
            return JSONResponse(error.body(), error.status)
        return JSONResponse(self.store.all("messages"), headers={"Cache-Control": "no-store"})

    async def _unknown(self, request: Request) -> Response:
        error = _unimplemented(request.method, "/" + request.path_params["rest"])
        return self._with_cors(request, JSONResponse(error.body(), error.status))


def _unimplemented(method: str, path: str) -> ClerkError:
    message = f"This emulator does not have the operation {method} {path}."
    return ClerkError(501, "operation_not_available", "operation not available", message)


async def _json(request: Request) -> dict[str, Any]:
    body = await request.body()
    try:
        data = json.loads(body) if body else {}
    except (ValueError, RecursionError) as error:
        raise ClerkError(400, "request_body_invalid", "Request body invalid", "The request body is invalid.") from error
    if not isinstance(data, dict):
        raise ClerkError(400, "request_body_invalid", "Request body invalid", "The request body must be an object.")
    return data
