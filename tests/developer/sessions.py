"""A demo user's session, made as a browser makes it."""

import httpx

from app.settings import Settings
from app.setup.demo import DEMO_USERS, PASSWORD

ORIGIN = "http://localhost:3000"


async def signed_in(settings: Settings, role: str = "manager") -> tuple[str, str]:
    """User id and session id of the demo user with that role."""
    email = next(user.email for user in DEMO_USERS if user.role == role)
    form = {"strategy": "password", "identifier": email, "password": PASSWORD}
    async with httpx.AsyncClient(headers={"Origin": ORIGIN}, trust_env=False) as browser:
        answer = await browser.post(f"{settings.clerk_frontend_api}/v1/client/sign_ins", data=form)
    session = answer.json()["client"]["sessions"][0]
    return session["user"]["id"], session["id"]
