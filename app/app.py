"""The application: pages, Clerk's provider, the session routes, the emulators."""

import reflex as rx
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from app.clerk.components import clerk_provider
from app.clerk.routes import auth_routes
from app.launch import emulators_lifespan
from app.pages.calls import RecordsCalls, request_log
from app.pages.checks import ChecksState
from app.pages.console import console_page
from app.pages.cookies import WithoutCookies
from app.pages.data import data_page
from app.pages.data.transfer_routes import transfer_routes
from app.pages.guard import PageHandlersOnly
from app.pages.live import LiveState, live_page
from app.pages.missing import missing_page
from app.pages.packets import WholePacketsOnly
from app.pages.query import query_page
from app.pages.setup import setup_page
from app.pages.sign_in import sign_in_page
from app.pages.sign_up import sign_up_page
from app.pages.token import token_page
from app.pages.wire import guard_events, report
from app.settings import get_settings
from app.setup.demo import DEMO_USERS


def add_routes(inner: ASGIApp) -> Starlette:
    """The app's own routes before Reflex's."""
    emails = {user.role: user.email for user in DEMO_USERS}
    return Starlette(
        routes=[
            *auth_routes(lambda: app, get_settings(), emails.get),
            *transfer_routes(),
            Mount("/", WholePacketsOnly(WithoutCookies(inner))),
        ]
    )


app = rx.App(
    api_transformer=add_routes,
    extra_app_wraps={(45, "ClerkBridge"): clerk_provider, (10, "RequestLog"): request_log},
    stylesheets=["/app.css", "/console.css", "/data.css", "/live.css", "/token.css"],
    html_lang="en",
    frontend_exception_handler=report,
)
app.add_middleware(PageHandlersOnly())
if get_settings().dev_tools:
    app.add_middleware(RecordsCalls())
app.add_page(query_page, route="/", title="Integrate Fauna with Clerk", on_load=ChecksState.load)
app.add_page(live_page, route="/live", title="Live notes · Clerk + Fauna", on_load=LiveState.watch)
app.add_page(sign_in_page, route="/sign-in/[[...splat]]", title="Sign in · Clerk + Fauna")
app.add_page(sign_up_page, route="/sign-up/[[...splat]]", title="Sign up · Clerk + Fauna")
app.add_page(console_page, route="/console", title="Console · Clerk + Fauna")
app.add_page(token_page, route="/token", title="Token · Clerk + Fauna")
app.add_page(setup_page, route="/setup", title="Setup · Clerk + Fauna", on_load=ChecksState.load)
if get_settings().dev_tools:
    app.add_page(data_page, route="/data", title="Data · Clerk + Fauna")
app.add_page(missing_page, route="404", title="Not found · Clerk + Fauna")
app.register_lifespan_task(emulators_lifespan)
guard_events(app)
