"""The step on the database of the app's own, and its admin key, with which the other steps work."""

from fauna import fql

from app.fauna.client import FaunaClient
from app.fauna.errors import QueryRefused, Unauthorized
from app.settings import Settings
from app.setup.memory import recall, remember
from app.setup.model import CheckResult, Step

REFUSALS = ("permission_denied", "forbidden")


async def kept_secret(settings: Settings) -> str | None:
    """The admin key that set-up keeps for this endpoint, while it works."""
    secret = recall(settings).get("secret", "")
    return secret if await _works(settings, secret) else None


async def needed_secret(settings: Settings) -> str:
    """The kept admin key. Raises `Unauthorized` while there is none that works."""
    secret = await kept_secret(settings)
    if secret is None:
        raise Unauthorized("There is no admin key of the app's database yet.")
    return secret


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
    remember(settings, secret=secret)
    return secret


def database_step(settings: Settings) -> Step:
    """A child database: access providers do not work in the root one."""

    async def check() -> CheckResult:
        if await kept_secret(settings) is not None:
            return CheckResult(True, (f"Database `{settings.fauna_database}` at {settings.fauna_endpoint}",))
        return CheckResult(False, ("There is no admin key of the app's database.",), "Create the database and a key.")

    async def apply() -> None:
        await make_secret(settings)

    return Step("database", "A Fauna database of the app's own", check, apply)


async def _works(settings: Settings, secret: str) -> bool:
    if not secret:
        return False
    async with FaunaClient(settings.fauna_endpoint) as client:
        try:
            await client.query("1", secret=secret)
        except Unauthorized:
            return False
    return True
