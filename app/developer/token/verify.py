"""The verification of a token, step by step, in the order in which Fauna does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.developer.token.facts import Facts, Grant
from app.developer.token.parts import Mark


@dataclass(frozen=True, slots=True)
class Check:
    """One step: what is looked at, how it came out, and what shows it; `code` is FQL."""

    title: str
    mark: Mark
    evidence: str = ""
    code: str = ""


def checks(header: Mapping[str, Any], claims: Mapping[str, Any], facts: Facts) -> list[Check]:
    """The steps; those that cannot be known from here are marked `none`."""
    provider = facts.provider_of(claims.get("iss"))
    done = [Check("It is signed with RS256", _mark(header.get("alg") == "RS256"), f"alg {header.get('alg')}")]
    if facts.providers is None:
        done.append(Check("Its database and issuer are known", "none", "Shown with developer tools only."))
    else:
        audiences = claims.get("aud")
        is_ours = provider is not None and audiences == provider.audience
        done.append(Check("It names this database, and no other", _mark(is_ours), f"aud {audiences}"))
        name = f"access provider {provider.name}" if provider else "no access provider has this issuer"
        done.append(Check("Its issuer has an access provider", _mark(provider is not None), name))
    done += _key_checks(header, facts)
    done += _time_checks(claims, facts.now)
    done += [_role_check(grant) for grant in (provider.grants if provider else ())]
    return done


def _key_checks(header: Mapping[str, Any], facts: Facts) -> list[Check]:
    kid, published = header.get("kid"), facts.published
    if published is None:
        return [Check("The key that signed it is published", "none", "The key set cannot be had at the moment.")]
    others = len(published) - (kid in published)
    evidence = f"kid {kid}, beside {others} other {'key' if others == 1 else 'keys'} of the issuer"
    found = Check("The key that signed it is published", _mark(kid in published), evidence)
    if facts.signature is None:
        return [found]
    return [found, Check("The signature is right", _mark(facts.signature), "over header and payload")]


def _time_checks(claims: Mapping[str, Any], now: float) -> list[Check]:
    ends, starts = claims.get("exp"), claims.get("nbf")
    if not isinstance(ends, int | float):
        return [Check("It has not expired", "none", "It has no exp, so it never does.")]
    left = ends - now
    evidence = f"{left:.0f} s left" if left > 0 else f"expired {-left:.0f} s ago"
    begun = not isinstance(starts, int | float) or starts <= now
    return [Check("It has not expired", _mark(left > 0), evidence), Check("Its time has begun", _mark(begun))]


def _role_check(grant: Grant) -> Check:
    if not grant.predicate:
        return Check(f"It gets the role {grant.role}", "yes", "every token of this issuer does")
    if grant.holds is None:
        return Check(f"It gets the role {grant.role}", "none", "the predicate failed", grant.predicate)
    evidence = "the predicate holds" if grant.holds else "the predicate does not hold"
    return Check(f"It gets the role {grant.role}", _mark(grant.holds), evidence, grant.predicate)


def _mark(holds: bool) -> Mark:
    return "yes" if holds else "no"
