"""The guide's steps as code: each checks itself, applies itself, and says what to do by hand.

They use public APIs only, so the same code sets up emulators and real services.
"""

from dataclasses import dataclass

from app.clerk.errors import ClerkError
from app.fauna.errors import FaunaError
from app.settings import Settings, SettingsError
from app.setup.clerk_steps import keys_step, template_step, users_step
from app.setup.database import database_step
from app.setup.fauna_steps import provider_step, schema_step
from app.setup.model import CheckResult, Step
from app.setup.seed import notes_step

MEND = "Mend the steps above first."


@dataclass(frozen=True, slots=True)
class Checked:
    """A step and how it stands."""

    step: Step
    result: CheckResult


def steps(settings: Settings) -> list[Step]:
    """The steps in order; each rests on those before it."""
    listed = [keys_step(settings), database_step(settings), schema_step(settings), provider_step(settings)]
    listed.append(template_step(settings))
    if settings.clerk_publishable_key.startswith("pk_test_"):
        listed += [users_step(settings), notes_step(settings)]
    return listed


async def check_step(step: Step) -> CheckResult:
    """A step's check; what fails on the way is evidence too."""
    try:
        return await step.check()
    except (ClerkError, FaunaError, SettingsError) as error:
        return CheckResult(False, (str(error),), MEND, known=False)


async def check(settings: Settings) -> list[Checked]:
    """How all steps stand."""
    return [Checked(step, await check_step(step)) for step in steps(settings)]


async def apply_step(step: Step) -> CheckResult:
    """Apply a step that does not hold yet, and how it stands then; what fails on the way is evidence too."""
    result = await check_step(step)
    if result.ok or step.apply is None:
        return result
    try:
        await step.apply()
    except (ClerkError, FaunaError, SettingsError) as error:
        return CheckResult(False, (str(error), *result.evidence), result.fix or MEND, result.values)
    return await check_step(step)


async def apply(settings: Settings) -> list[Checked]:
    """Apply what does not hold yet, then say how all stands; a step that fails does not keep back the others."""
    return [Checked(step, await apply_step(step)) for step in steps(settings)]


__all__ = ["CheckResult", "Checked", "Step", "apply", "apply_step", "check", "check_step", "steps"]
