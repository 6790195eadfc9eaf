"""Whom a developer can act as: users who were here lately, the database's roles, keys."""

from dataclasses import dataclass

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError
from app.clerk.people import read_person
from app.developer.identities import KEYS, NAME, admin_secret
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError
from app.settings import Settings, SettingsError

MOST_USERS = 50
ROLES = "Role.all().take(100).map(.name).toArray()"


@dataclass(frozen=True, slots=True)
class Choices:
    """Users as id and label, and names of roles and keys; `problem` says what could not be asked."""

    users: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    keys: tuple[str, ...] = KEYS
    problem: str = ""


async def choices(settings: Settings) -> Choices:
    """All that can be chosen now; what fails leaves its part empty."""
    problems: list[str] = []
    users: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    try:
        async with BackendApi(settings) as api:
            found = await api.latest_users(MOST_USERS)
        users = tuple((user["id"], _label(user)) for user in found if isinstance(user.get("id"), str))
    except (ClerkError, SettingsError) as error:
        problems.append(str(error))
    try:
        async with FaunaClient(settings.fauna_endpoint) as client:
            names = (await client.query(ROLES, secret=admin_secret(settings))).data
        roles = tuple(sorted(name for name in names if isinstance(name, str) and NAME.fullmatch(name)))
    except (FaunaError, SettingsError) as error:
        problems.append(str(error))
    return Choices(users, roles, problem=" ".join(problems))


def _label(user: dict[str, object]) -> str:
    person = read_person(user)
    return " · ".join(filter(None, (person.name, person.email))) or str(user["id"])
