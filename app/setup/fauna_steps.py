"""The steps on Fauna's side: a database of the app's own, its access provider and roles."""

from pathlib import Path
from string import Template

from fauna import fql

from app.fauna.client import FaunaClient
from app.fauna.errors import QueryRefused, Unauthorized
from app.settings import Settings
from app.setup.fsl import merge
from app.setup.memory import load, save
from app.setup.model import CheckResult, Step

SCHEMA = Path(__file__).parent.parent / "fauna" / "schema" / "main.fsl"
FILE = "main.fsl"
FOUND_PROVIDER = """
let found = AccessProvider.byName("Clerk")
if (found.exists()) { { issuer: found!.issuer, jwks_uri: found!.jwks_uri } } else { null }
"""
REFUSALS = ("permission_denied", "forbidden")


def memory_path(settings: Settings) -> Path:
    """Where the admin key is kept."""
    return settings.local_dir / "setup.json"


async def kept_secret(settings: Settings) -> str | None:
    """The admin key that set-up keeps for this endpoint, while it works."""
    kept = load(memory_path(settings))
    if kept.get("endpoint") != settings.fauna_endpoint or not await _works(settings, kept.get("secret", "")):
        return None
    return kept["secret"]


async def make_secret(settings: Settings) -> str:
    """An admin key of the child database, made if need be; the secret that is set when it may make none."""
    root = settings.fauna_secret.get_secret_value()
    async with FaunaClient(settings.fauna_endpoint) as client:
        name = settings.fauna_database
        try:
            if not (await client.query(fql("Database.byName(${n}).exists()", n=name), secret=root)).data:
                await client.query(fql("Database.create({ name: ${n} })", n=name), secret=root)
            key = fql('Key.create({ role: "admin", database: ${n} }).secret', n=name)
            secret = (await client.query(key, secret=root)).data
        except QueryRefused as error:
            if error.code not in REFUSALS:
                raise
            secret = root
    save(memory_path(settings), {"endpoint": settings.fauna_endpoint, "secret": secret})
    return secret


async def _works(settings: Settings, secret: str) -> bool:
    if not secret:
        return False
    async with FaunaClient(settings.fauna_endpoint) as client:
        try:
            await client.query("1", secret=secret)
        except Unauthorized:
            return False
    return True


async def _needed_secret(settings: Settings) -> str:
    secret = await kept_secret(settings)
    if secret is None:
        raise Unauthorized("There is no admin key of the app's database yet.")
    return secret


async def audience(settings: Settings) -> str:
    """The `aud` that the access provider demands. Raises `FaunaError` while there is none."""
    async with FaunaClient(settings.fauna_endpoint) as client:
        answer = await client.query('AccessProvider.byName("Clerk")!.audience', secret=await _needed_secret(settings))
    return answer.data


async def _provider_evidence(settings: Settings) -> tuple[str, ...]:
    """What the provider that is there says, beside what it should say."""
    issuer = settings.clerk_frontend_api
    async with FaunaClient(settings.fauna_endpoint) as client:
        found = (await client.query(fql(FOUND_PROVIDER), secret=await _needed_secret(settings))).data
    if found is None:
        return ("The schema has no access provider `Clerk`.",)
    if found["issuer"] == f"{issuer}/":
        return (f"Its issuer is {found['issuer']}; the slash at the end must go: tokens have none.",)
    if found["issuer"] != issuer:
        return (f"Its issuer is {found['issuer']}, not {issuer}.",)
    return (f"Its JWKS address is {found['jwks_uri']}, or its roles are missing.",)


def schema_text(settings: Settings) -> str:
    """The app's schema with this Clerk instance's addresses."""
    issuer = settings.clerk_frontend_api
    jwks = f"{issuer}/.well-known/jwks.json"
    if settings.clerk_emulated and not settings.fauna_emulated:
        # A development node takes https only and fetches `https://localhost:PORT` in plain http.
        jwks = f"https://localhost:{settings.emulators_port}/__clerk/.well-known/jwks.json"
    return Template(SCHEMA.read_text()).substitute(issuer=issuer, jwks_uri=jwks)


def database_step(settings: Settings) -> Step:
    """A child database: access providers do not work in the root one."""

    async def check() -> CheckResult:
        if await kept_secret(settings) is not None:
            return CheckResult(True, (f"Database `{settings.fauna_database}` at {settings.fauna_endpoint}",))
        return CheckResult(False, ("There is no admin key of the app's database.",), "Create the database and a key.")

    async def apply() -> None:
        await make_secret(settings)

    return Step("database", "A Fauna database of the app's own", check, apply)


def provider_step(settings: Settings) -> Step:
    """The access provider and its roles are in the database's schema."""

    async def check() -> CheckResult:
        async with FaunaClient(settings.fauna_endpoint) as client:
            files = await client.schema_files(secret=await _needed_secret(settings))
        text = schema_text(settings)
        if merge(files, text, FILE) == files:
            return CheckResult(True, (f"issuer {settings.clerk_frontend_api}", f"audience {await audience(settings)}"))
        return CheckResult(False, await _provider_evidence(settings), "Push this schema.", {FILE: text})

    async def apply() -> None:
        secret = await _needed_secret(settings)
        async with FaunaClient(settings.fauna_endpoint) as client:
            files = await client.schema_files(secret=secret)
            await client.push_schema(merge(files, schema_text(settings), FILE), secret=secret)

    return Step("provider", "Access provider `Clerk` with issuer, JWKS and roles", check, apply)
