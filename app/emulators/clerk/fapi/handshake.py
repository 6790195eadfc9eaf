"""The handshake: a server that cannot tell whether a browser is signed in sends it here for fresh cookies."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.responses import RedirectResponse, Response

from app.emulators.clerk.call import Call
from app.emulators.clerk.errors import ClerkError

PARAM = "__clerk_handshake"
YEAR_ATTRIBUTES = "Path=/; Max-Age=31536000; SameSite=Lax"


def handshake(call: Call) -> Response:
    """Back to `redirect_url` with the cookies in a signed parameter. Raises `ClerkError` for a foreign address."""
    target = call.query.get("redirect_url", "")
    try:
        parts = urlsplit(target)
    except ValueError:
        parts = urlsplit("")
    origin = f"{parts.scheme}://{parts.netloc}"
    if not call.services.config.is_allowed_origin(origin):
        message = "The provided redirect url is not in a valid format"
        raise ClerkError(422, "invalid_redirect_url", "Redirect url invalid", message)
    token = call.services.tokens.handshake(_cookies(call, origin))
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != PARAM]
    address = urlunsplit(parts._replace(query=urlencode([*query, (PARAM, token)])))
    return RedirectResponse(address, 307)


def _cookies(call: Call, origin: str) -> list[str]:
    client = call.client
    sessions = [] if client is None else call.services.sessions.active(client_id=client["id"])
    if client is None or not sessions:
        return [f"__client_uat=0; {YEAR_ATTRIBUTES}", "__session=; Path=/; Max-Age=0; SameSite=Lax"]
    last = [session for session in sessions if session["id"] == client["last_active_session_id"]]
    jwt = call.services.tokens.session((last or sessions)[0], origin)
    return [f"__client_uat={client['updated_at'] // 1000}; {YEAR_ATTRIBUTES}", f"__session={jwt}; {YEAR_ATTRIBUTES}"]
