"""JWT template claims: `{{user.…}}` shortcodes and what they evaluate to."""

import json
import re
from typing import Any

RESERVED = ("azp", "exp", "fea", "iat", "iss", "jti", "nbf", "pla", "sid", "sub", "v")
LITERAL = r"'(?:[^'\\]|\\.)*'"
CODE = re.compile(r"\{\{((?:" + LITERAL + r"|(?!\}\}).)*)\}\}", re.DOTALL)
OPERAND = re.compile(r"\|\||(" + LITERAL + r"|(?:(?!\|\|)[^'])+)", re.DOTALL)
ESCAPED = re.compile(r"\\([\\'])")
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
METADATA = ("public_metadata", "unsafe_metadata")


def evaluate(template: Any, user: dict[str, Any]) -> Any:
    """The claims for a user: strings are evaluated once, everything else is copied."""
    if isinstance(template, dict):
        return {name: evaluate(value, user) for name, value in template.items()}
    if isinstance(template, list):
        return [evaluate(value, user) for value in template]
    if not isinstance(template, str):
        return template
    whole = CODE.fullmatch(template)
    if whole:
        return _choose(whole[1], user)
    return CODE.sub(lambda match: _text(_choose(match[1], user)), template)


def _choose(expression: str, user: dict[str, Any]) -> Any:
    value: Any = None
    for operand in filter(str.strip, OPERAND.findall(expression)):
        value = _operand(operand.strip(), user)
        if value is not None and value is not False:
            return value
    return value


def _operand(text: str, user: dict[str, Any]) -> Any:
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return ESCAPED.sub(r"\1", text[1:-1])
    if text in ("true", "false"):
        return text == "true"
    if NUMBER.fullmatch(text):
        return json.loads(text)
    scope, _, path = text.partition(".")
    return _user_value(path, user) if scope == "user" else None


def _user_value(path: str, user: dict[str, Any]) -> Any:
    name, *rest = path.split(".")
    if name in METADATA:
        value: Any = user.get(name)
        for step in rest:
            value = value.get(step) if isinstance(value, dict) else None
        return value
    if rest:
        return None
    if name in ("id", "first_name", "last_name", "username", "external_id", "image_url"):
        return user.get(name)
    if name in ("created_at", "updated_at"):
        return user[name] // 1000
    address = next((item for item in user["email_addresses"] if item["id"] == user["primary_email_address_id"]), None)
    computed = {
        "full_name": " ".join(part for part in (user.get("first_name"), user.get("last_name")) if part) or None,
        "primary_email_address": address and address["email_address"],
        "email_verified": bool(address and address["verification"]["status"] == "verified"),
        "phone_number_verified": False,
        "two_factor_enabled": False,
        "has_image": False,
        "organizations": {},
    }
    return computed.get(name)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
