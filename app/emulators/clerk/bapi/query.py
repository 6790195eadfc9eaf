"""Which users a list asks for, and in which order."""

from collections.abc import Callable
from typing import Any

from app.emulators.clerk.bapi.call import BackendCall
from app.emulators.clerk.errors import ClerkError, invalid, not_allowed, too_large
from app.emulators.clerk.store import Record

ORDERS = (
    "created_at", "updated_at", "email_address", "web3wallet", "first_name", "last_name", "phone_number", "username",
    "last_active_at", "last_sign_in_at",
)  # fmt: skip
TIMES = ("last_active_at", "created_at", "last_sign_in_at")
MOST_NAMED, LATEST = 100, 2**53
Test = Callable[[Record], bool]


def chosen(call: BackendCall) -> list[Record]:
    """All users that the filters let through, oldest first. Raises `ClerkError` for filters that make no sense."""
    tests = [*_identifiers(call), *_texts(call), *_times(call)]
    if (banned := call.flag("banned")) is not None:
        tests.append(lambda user: user["banned"] == banned)
    return call.services.store.all("users", lambda user: all(test(user) for test in tests))


def ordered(call: BackendCall, users: list[Record]) -> list[Record]:
    """The users in the order asked for, and from the cursor on; users without the property come last."""
    asked = call.one("order_by") or "-created_at"
    backwards, name = asked.startswith("-"), asked.lstrip("+- ")
    if name not in ORDERS:
        raise not_allowed("order_by", asked)
    cursor = call.one("starting_after")
    if cursor and name != "created_at":
        raise invalid("starting_after", "starting_after can only be used with created_at ordering.")
    if cursor and call.one("offset") not in ("", "0"):
        raise invalid("starting_after", "starting_after cannot be combined with offset.")
    kept = [user for user in users if _sort_key(user, name) is not None]
    rest = [user for user in users if _sort_key(user, name) is None]
    kept.sort(key=lambda user: _sort_key(user, name))
    listed = [*reversed(kept), *rest] if backwards else [*kept, *rest]
    if not cursor:
        return listed
    ids = [user["id"] for user in listed]
    if cursor not in ids:
        message = "The resource associated with the supplied starting_after was not found."
        raise ClerkError(422, "form_resource_not_found", "is missing", message, param="starting_after")
    return listed[ids.index(cursor) + 1 :]


def _sort_key(user: Record, name: str) -> Any:
    if name == "email_address":
        return next((item["email_address"] for item in user["email_addresses"]), None)
    if name in ("web3wallet", "phone_number"):
        return None
    value = user[name]
    return value.lower() if isinstance(value, str) else value


def _identifiers(call: BackendCall) -> list[Test]:
    tests: list[Test] = []
    for name, values in (("email_address", _addresses), ("username", _usernames)):
        if wanted := {value.lower() for value in _named(call, name)}:
            tests.append(lambda user, wanted=wanted, values=values: bool(wanted & values(user)))
    for name, key in (("user_id", "id"), ("external_id", "external_id")):
        given = _named(call, name)
        without = {value[1:] for value in given if value.startswith("-")}
        wanted = {value.lstrip("+ ") for value in given if not value.startswith("-")}
        if given:
            tests.append(
                lambda user, key=key, wanted=wanted, without=without: (
                    (not wanted or user[key] in wanted) and user[key] not in without
                )
            )
    # Nobody has a phone number, a wallet or an organization here; a filter that only excludes one lets all through.
    tests.extend(_nobody for name in ("phone_number", "web3_wallet", "provider_user_id") if _named(call, name))
    if any(not value.startswith("-") for value in _named(call, "organization_id")):
        tests.append(_nobody)
    return tests


def _texts(call: BackendCall) -> list[Test]:
    tests: list[Test] = []
    searches: dict[str, Callable[[Record], set[str]]] = {
        "query": lambda user: _addresses(user) | _usernames(user) | _names(user) | {user["id"].lower()},
        "email_address_query": _addresses,
        "username_query": _usernames,
        "name_query": _names,
    }
    for name, words in searches.items():
        if text := call.one(name).strip().lower():
            tests.append(lambda user, text=text, words=words: any(text in word for word in words(user)))
    if call.one("phone_number_query"):
        tests.append(_nobody)
    return tests


def _times(call: BackendCall) -> list[Test]:
    tests: list[Test] = []
    for name in TIMES:
        for suffix, sign in (("before", -1), ("after", 1), ("since", 1)):
            param = f"{name}_{suffix}"
            if call.one(param):
                limit = call.number(param, 0, 0, LATEST)
                tests.append(
                    lambda user, name=name, limit=limit, sign=sign: (
                        user[name] is not None and (user[name] - limit) * sign > 0
                    )
                )
    return tests


def _named(call: BackendCall, name: str) -> list[str]:
    given = [value for value in call.query.get(name, []) if value]
    if len(given) > MOST_NAMED:
        raise too_large(name, MOST_NAMED)
    return given


def _nobody(user: Record) -> bool:
    return False


def _addresses(user: Record) -> set[str]:
    return {item["email_address"] for item in user["email_addresses"]}


def _usernames(user: Record) -> set[str]:
    return {user["username"].lower()} if user["username"] else set()


def _names(user: Record) -> set[str]:
    parts = [part for part in (user["first_name"], user["last_name"]) if part]
    return {" ".join(parts).lower()} if parts else set()
