"""The steps on Fauna's side that push the schema: collections, functions and roles, and the access provider."""

from collections.abc import Mapping
from pathlib import Path
from string import Template

from fauna import fql

from app.fauna.client import FaunaClient, SchemaFiles
from app.fauna.errors import SchemaMoved
from app.settings import Settings
from app.setup.database import needed_secret
from app.setup.fsl import digest, items
from app.setup.memory import recall, remember
from app.setup.merge import Merged, merge
from app.setup.model import CheckResult, Step

SCHEMA = Path(__file__).parent.parent / "fauna" / "schema"
TRIES = 3
FOUND_PROVIDER = """
let found = AccessProvider.byName("Clerk")
if (found.exists()) { { issuer: found!.issuer, jwks_uri: found!.jwks_uri } } else { null }
"""


async def audience(settings: Settings) -> str:
    """The `aud` that the access provider demands. Raises `FaunaError` while there is none."""
    async with FaunaClient(settings.fauna_endpoint) as client:
        answer = await client.query('AccessProvider.byName("Clerk")!.audience', secret=await needed_secret(settings))
    return answer.data


def schema_files(settings: Settings) -> dict[str, str]:
    """The app's schema files with this Clerk instance's addresses."""
    issuer = settings.clerk_frontend_api
    jwks = f"{issuer}/.well-known/jwks.json"
    if settings.clerk_emulated and not settings.fauna_emulated:
        # A development node takes https only and fetches `https://localhost:PORT` in plain http.
        jwks = f"https://localhost:{settings.emulators_port}/__clerk/.well-known/jwks.json"
    addresses = {"issuer": issuer, "jwks_uri": jwks}
    return {path.name: Template(path.read_text()).safe_substitute(addresses) for path in sorted(SCHEMA.glob("*.fsl"))}


def schema_step(settings: Settings) -> Step:
    """The app's collections, functions and roles are in the database."""
    part = _SchemaPart(settings, providers=False)

    async def check() -> CheckResult:
        files, merged = await part.compare()
        evidence = tuple(f"Kept as you changed it: {name}." for name in merged.kept)
        if merged.files == files:
            return CheckResult(True, (", ".join(sorted(merged.known)), *evidence))
        return CheckResult(False, (*_differences(files, merged), *evidence), "Push this schema.", part.files())

    return Step("schema", "The app's collections, functions and roles", check, part.push)


def provider_step(settings: Settings) -> Step:
    """The access provider is in the database's schema."""
    part = _SchemaPart(settings, providers=True)

    async def check() -> CheckResult:
        files, merged = await part.compare()
        if merged.files == files:
            return CheckResult(True, (f"issuer {settings.clerk_frontend_api}", f"audience {await audience(settings)}"))
        return CheckResult(False, await _provider_evidence(settings), "Push this schema.", part.files())

    return Step("provider", "Access provider `Clerk` with issuer, JWKS and roles", check, part.push)


class _SchemaPart:
    """The items of the app's schema that a step looks after."""

    def __init__(self, settings: Settings, *, providers: bool) -> None:
        self._settings, self._providers = settings, providers

    def files(self) -> dict[str, str]:
        """The part's items as files, without those that hold none."""
        found = {name: self._only(text) for name, text in schema_files(self._settings).items()}
        return {name: text for name, text in found.items() if text}

    async def compare(self) -> tuple[SchemaFiles, Merged]:
        """The database's files as they are and as they should be."""
        secret = await needed_secret(self._settings)
        async with FaunaClient(self._settings.fauna_endpoint) as client:
            files = await client.schema_files(secret=secret)
        mine, _ = self._installed()
        merged = merge(files, self.files(), mine)
        if merged.files == files and merged.known != mine:
            self._remember(merged)
        return files, merged

    async def push(self) -> None:
        """Put the part into the database; what others push meanwhile is kept. Raises `FaunaError`."""
        secret = await needed_secret(self._settings)
        for left in reversed(range(TRIES)):
            files, merged = await self.compare()
            if merged.files == files:
                return
            try:
                async with FaunaClient(self._settings.fauna_endpoint) as client:
                    await client.push_schema(merged.files, secret=secret, version=files.version)
            except SchemaMoved:
                if not left:
                    raise
            else:
                self._remember(merged)
                return

    def _remember(self, merged: Merged) -> None:
        _, others = self._installed()
        remember(self._settings, schema={**others, **merged.known})

    def _installed(self) -> tuple[dict[str, str], dict[str, str]]:
        """What this part and others have put into the database, as the last push knew it."""
        parts: tuple[dict[str, str], dict[str, str]] = {}, {}
        for name, mark in recall(self._settings).get("schema", {}).items():
            parts[name.startswith("access provider ") != self._providers][name] = mark
        return parts

    def _only(self, text: str) -> str:
        """The text without the items of other parts."""
        for item in reversed([*items(text)]):
            if (item.kind == "access provider") != self._providers:
                text = text[: item.lead] + text[item.end :].lstrip("\n")
        return text.strip() + "\n" if any(items(text)) else ""


def _differences(files: Mapping[str, str], merged: Merged) -> tuple[str, ...]:
    before, after = _digests(files), _digests(merged.files)
    missing = [name for name in after if name not in before]
    stale = [name for name in {**before, **after} if name in before and before[name] != after.get(name)]
    listed = (("Missing", missing), ("Not as the app has it", stale))
    return tuple(f"{title}: {', '.join(names)}." for title, names in listed if names)


def _digests(files: Mapping[str, str]) -> dict[str, str]:
    found = [(item, text) for text in files.values() for item in items(text)]
    return {f"{item.kind} {item.name}": digest(text[item.start : item.end]) for item, text in found}


async def _provider_evidence(settings: Settings) -> tuple[str, ...]:
    """What the provider that is there says, beside what it should say."""
    issuer = settings.clerk_frontend_api
    async with FaunaClient(settings.fauna_endpoint) as client:
        found = (await client.query(fql(FOUND_PROVIDER), secret=await needed_secret(settings))).data
    if found is None:
        return ("The schema has no access provider `Clerk`.",)
    if found["issuer"] == f"{issuer}/":
        return (f"Its issuer is {found['issuer']}; the slash at the end must go: tokens have none.",)
    if found["issuer"] != issuer:
        return (f"Its issuer is {found['issuer']}, not {issuer}.",)
    return (f"Its JWKS address is {found['jwks_uri']}, or its roles are missing.",)
