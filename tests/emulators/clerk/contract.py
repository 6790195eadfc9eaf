"""Clerk's OpenAPI descriptions as a check on every answer, where a machine has them.

They are looked for in the folder `CLERK_OPENAPI`, else in `../shared/clerk/openapi` beside the checkout.
"""

import json
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import yaml
from jsonschema import Draft4Validator, ValidationError

ROOT = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("CLERK_OPENAPI", ROOT.parent / "shared" / "clerk" / "openapi"))
BACKEND = "/bapi/v1"
# Recorded traffic has null here, and ClerkJS asks for a sign-up's code only then, whatever the description says.
KNOWN = re.compile(r"(\.verifications\.email_address(\.\w+)?|\.create_organizations_limit)$")


async def check(response: httpx.Response) -> None:
    """An httpx hook: raise when an answer is not what Clerk's description says of its operation and status."""
    await response.aread()
    problems = deviations(response)
    assert problems == [], f"{response.request.method} {response.request.url.path}: {problems}"


def is_available() -> bool:
    """Whether there are descriptions on this machine."""
    return any(FOLDER.glob("bapi-*.yml"))


def deviations(response: httpx.Response) -> list[str]:
    """Where an answer deviates; empty without descriptions and for what they leave out."""
    if not is_available() or response.status_code in (413, 415, 429, 501):
        return []
    if response.request.url.params.get("paginated") == "true":
        return []
    path, method = response.request.url.path, response.request.method
    if method == "POST" and (override := response.request.url.params.get("_method")):
        method = override
    api = "bapi" if path.startswith(BACKEND + "/") else "fapi"
    found = operation(api, method, path.removeprefix(BACKEND))
    schema = found and _schema(api, found, response.status_code)
    if schema is None:
        return []
    validator = Draft4Validator({"components": _document(api)["components"], **schema})
    leaves = [leaf for error in validator.iter_errors(response.json()) for leaf in _leaves(error)]
    return [f"{leaf.json_path}: {leaf.message[:200]}" for leaf in leaves if not KNOWN.search(leaf.json_path)]


def operation(api: str, method: str, path: str) -> dict[str, Any] | None:
    """The description of an operation; paths without parameters come first."""
    for pattern, methods in _paths(api):
        if pattern.fullmatch(path.rstrip("/")) and method.lower() in methods:
            return methods[method.lower()]
    return None


def _schema(api: str, described: dict[str, Any], status: int) -> dict[str, Any] | None:
    if status >= 400:
        return {"$ref": "#/components/schemas/ClerkErrors"}
    answer = described["responses"].get(str(status), {})
    if "$ref" in answer:
        answer = _document(api)["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return answer.get("content", {}).get("application/json", {}).get("schema")


def _leaves(error: ValidationError) -> list[ValidationError]:
    """The errors behind one: of several alternatives those of the closest, which is the one least deep in trouble."""
    if not error.context:
        return [error]
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    closest = max(branches.values(), key=lambda errors: (min(len(list(e.path)) for e in errors), -len(errors)))
    return [leaf for inner in closest for leaf in _leaves(inner)]


@lru_cache
def _paths(api: str) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    paths = sorted(_document(api)["paths"].items(), key=lambda item: item[0].count("{"))
    return [(re.compile(re.sub(r"\\\{.+?\\\}", "[^/]+", re.escape(path))), methods) for path, methods in paths]


@lru_cache
def _document(api: str) -> dict[str, Any]:
    file = max(FOLDER.glob(f"{api}-*.yml"))
    text = json.dumps(yaml.load(file.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), default=str)
    return _converted(json.loads(text), strict=api == "bapi")


def _converted(node: Any, *, strict: bool) -> Any:
    """JSON Schema of OpenAPI 3.0: `nullable` becomes a type, and alternatives may overlap."""
    if isinstance(node, list):
        return [_converted(item, strict=strict) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {
        "anyOf" if name == "oneOf" and isinstance(value, list) else name: _converted(value, strict=strict)
        for name, value in node.items()
        if name != "nullable" and (strict or name != "additionalProperties")
    }
    return {"anyOf": [schema, {"type": "null"}]} if node.get("nullable") is True else schema
