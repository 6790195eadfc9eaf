"""The steps on Clerk's side: keys, JWT template, demo users."""

import json
from typing import Any

import httpx

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError
from app.settings import Settings
from app.setup.demo import DEMO_USERS, DemoUser
from app.setup.fauna_steps import audience
from app.setup.model import CheckResult, Step

CLAIMS = {
    "role": "{{user.public_metadata.role}}",
    "email": "{{user.primary_email_address}}",
    "name": "{{user.full_name || 'Somebody'}}",
}
LIFETIME, LONGEST_LIFETIME = 60, 300


def keys_step(settings: Settings) -> Step:
    """Both keys are of one instance: its public keys are the same from either side."""

    async def check() -> CheckResult:
        address = f"{settings.clerk_frontend_api}/.well-known/jwks.json"
        checked = address.startswith("https:")
        try:
            async with (
                BackendApi(settings) as api,
                httpx.AsyncClient(timeout=10, trust_env=False, verify=checked) as http,
            ):
                private = {key["kid"] for key in (await api.jwks())["keys"]}
                public = {key["kid"] for key in (await http.get(address)).json()["keys"]}
        except (ClerkError, httpx.HTTPError, ValueError, LookupError) as error:
            return CheckResult(False, (str(error),), "Copy both keys of one instance from Clerk's dashboard, API keys.")
        if private != public:
            return CheckResult(False, ("The keys belong to different instances.",), "Copy both keys of one instance.")
        return CheckResult(True, (f"Frontend API {settings.clerk_frontend_api}", f"kid {', '.join(sorted(public))}"))

    return Step("keys", "Clerk's keys are there and match", check)


def template_step(settings: Settings) -> Step:
    """The JWT template says what the access provider and the roles rely on, and its tokens live shortly."""
    name = settings.clerk_jwt_template

    async def find() -> dict[str, Any] | None:
        async with BackendApi(settings) as api:
            return next((item for item in await api.templates() if item["name"] == name), None)

    async def check() -> CheckResult:
        claims = {"aud": await audience(settings), **CLAIMS}
        values = {"name": name, "claims": json.dumps(claims, indent=2), "lifetime": str(LIFETIME)}
        template = await find()
        if template is None:
            found = f"There is no JWT template `{name}`."
            return CheckResult(False, (found,), "Create it in Clerk's dashboard, with exactly these values.", values)
        wrong = _deviations(template, claims)
        if wrong:
            return CheckResult(False, tuple(wrong), "Set these values in Clerk's dashboard, JWT templates.", values)
        return CheckResult(True, (f"aud {claims['aud']}", f"lifetime {template['lifetime']} s"))

    async def apply() -> None:
        claims, template = {"aud": await audience(settings), **CLAIMS}, await find()
        async with BackendApi(settings) as api:
            if template is None:
                await api.create_template({"name": name, "claims": claims, "lifetime": LIFETIME})
                return
            changes = {"name": name, "claims": {**template["claims"], **claims}}
            if template["lifetime"] > LONGEST_LIFETIME:
                changes["lifetime"] = LIFETIME
            if template.get("custom_signing_key"):
                changes["custom_signing_key"] = False
            await api.update_template(template["id"], changes)

    return Step("template", f"JWT template `{name}` with the database's audience", check, apply)


def _deviations(template: dict[str, Any], claims: dict[str, str]) -> list[str]:
    there = template["claims"]
    found = [
        f"Its `{name}` is {there.get(name)!r}, not {value!r}."
        for name, value in claims.items()
        if there.get(name) != value
    ]
    if template["lifetime"] > LONGEST_LIFETIME:
        found.append(f"Its tokens live {template['lifetime']} s, so long does a sign-out leave them usable.")
    if template.get("custom_signing_key"):
        found.append("It signs with a key of its own, which the access provider cannot find.")
    return found


def users_step(settings: Settings) -> Step:
    """Demo users exist, so that roles can be tried at once."""

    async def standing(api: BackendApi) -> dict[DemoUser, dict[str, Any] | None]:
        return {user: next(iter(await api.users(user.email)), None) for user in DEMO_USERS}

    async def check() -> CheckResult:
        async with BackendApi(settings) as api:
            found = await standing(api)
        evidence = [f"{user.email} is missing." for user, stored in found.items() if stored is None]
        lacking = [user for user, stored in found.items() if _lacks(stored, user)]
        evidence += [f"{user.email} lacks the role {user.role}." for user in lacking]
        if evidence:
            return CheckResult(False, tuple(evidence), "Create the demo users with their roles.")
        return CheckResult(True, tuple(f"{user.email}: {user.role}" for user in DEMO_USERS))

    async def apply() -> None:
        async with BackendApi(settings) as api:
            for user, stored in (await standing(api)).items():
                if stored is None:
                    await api.create_user(user.fields(emulated=settings.clerk_emulated))
                elif _lacks(stored, user):
                    await api.merge_metadata(stored["id"], {"role": user.role})

    return Step("users", "Demo users: a manager and a member", check, apply)


def _lacks(stored: dict[str, Any] | None, user: DemoUser) -> bool:
    return stored is not None and (stored.get("public_metadata") or {}).get("role") != user.role
