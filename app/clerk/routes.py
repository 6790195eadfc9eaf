"""`/auth/session`: where the page hands over its session token; `/auth/demo/{role}`: tickets for demo users."""

import uuid
from collections.abc import Callable

import reflex as rx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.calls import recording
from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError, ClerkUnavailable, TokenRefused
from app.clerk.news import tell
from app.clerk.people import Person, person
from app.clerk.state import AuthState
from app.clerk.template_tokens import forget
from app.clerk.verify import SessionVerifier
from app.settings import Settings

TICKET_SECONDS = 60


def auth_routes(app: Callable[[], rx.App], settings: Settings, demo_email: Callable[[str], str | None]) -> list[Route]:
    """The routes; `demo_email` gives the address of a demo user by role."""
    verifier = SessionVerifier(settings)

    async def session(request: Request) -> Response:
        tab = _tab(request)
        if tab is None or not _is_own_page(request, settings):
            return Response("This is for the app's own pages.", 400)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        verified, known = None, Person()
        if request.method == "POST":
            try:
                with recording(tab if settings.dev_tools else None):
                    verified = await verifier.verify(token if scheme.lower() == "bearer" else "")
                    known = await person(verified.user_id, settings)
            except TokenRefused as error:
                return Response(str(error), 401)
            except ClerkUnavailable as error:
                return Response(str(error), 503)
        async with app().modify_state(rx.BaseStateToken(ident=tab, cls=AuthState)) as root:
            state = await root.get_state(AuthState)
            if verified is None:
                if state._session_id:
                    forget(state._session_id)
                state.forget()
            else:
                state.remember(verified.user_id, verified.session_id, verified.expires_at, known)
        tell(tab)
        return Response(status_code=204)

    async def demo(request: Request) -> Response:
        email = demo_email(request.path_params["role"])
        if not settings.clerk_emulated or email is None or not _is_own_page(request, settings):
            return Response("Not found", 404)
        try:
            async with BackendApi(settings) as api:
                users = await api.users(email)
                ticket = await api.sign_in_token(users[0]["id"], TICKET_SECONDS) if users else ""
        except ClerkError as error:
            return Response(str(error), 503)
        if not ticket:
            return Response("The demo users are missing; run the set-up.", 503)
        return JSONResponse({"ticket": ticket}, headers={"Cache-Control": "no-store"})

    return [
        Route("/auth/session", session, methods=["POST", "DELETE"]),
        Route("/auth/demo/{role}", demo, methods=["POST"]),
    ]


def _tab(request: Request) -> str | None:
    text = request.headers.get("x-client-token", "")
    try:
        return str(uuid.UUID(text)) if len(text) == 36 else None
    except ValueError:
        return None


def _is_own_page(request: Request, settings: Settings) -> bool:
    origin = request.headers.get("origin")
    return origin is not None and settings.is_authorized_party(origin)
