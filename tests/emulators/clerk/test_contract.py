"""What is not emulated is refused by name; what is, is checked against Clerk's own description where there is one."""

import json
import re

import httpx
import pytest

from app.emulators.clerk.operations import TABLE, describe
from app.emulators.clerk.routes import BACKEND, FRONTEND
from tests.emulators.clerk import contract

ROWS = [tuple(line.split("\t")) for line in TABLE.read_text().splitlines()]
ELSEWHERE = {"getJWKS", "GetJWKS", "handshakeClient"}
NEEDS_DESCRIPTION = pytest.mark.skipif(
    not contract.is_available(), reason="no OpenAPI descriptions of Clerk: set CLERK_OPENAPI to their folder"
)


def shape(path: str) -> str:
    """A path whatever its parameters are called."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


EMULATED = {("fapi", method, shape(path)) for method, path in FRONTEND}
EMULATED |= {("bapi", method, shape(path)) for method, path in BACKEND}


@pytest.mark.parametrize(("api", "method", "path", "name"), ROWS)
async def test_an_operation_is_emulated_or_refused_by_its_name(api, method, path, name, browser, server):
    if (api, method, shape(path)) in EMULATED or name in ELSEWHERE:
        return
    address = re.sub(r"\{\w+\}", "x", path)
    client, prefix = (server, "/bapi/v1") if api == "bapi" else (browser, "")
    answer = await client.request(method, prefix + address)
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["code"]) == (501, "operation_not_available")
    assert f"{name} ({method} {prefix}{address})" in error["long_message"]


def test_all_emulated_operations_are_clerks():
    known = {(api, method, shape(path)) for api, method, path, _ in ROWS}
    unlisted = {("fapi", "GET", "/v1/environment"), ("fapi", "PATCH", "/v1/environment")}
    assert EMULATED - known - unlisted == set()


def test_the_method_that_clerkjs_means_is_named():
    assert describe("DELETE", "/v1/me/totp").startswith("deleteTOTP ")
    assert describe("GET", "/bapi/v1/users/count").startswith("GetUsersCount ")
    assert describe("GET", "/v1/nothing") == "GET /v1/nothing"


async def test_an_override_is_named_by_its_method(browser):
    answer = await browser.post("/v1/me/totp?_method=DELETE")
    assert "deleteTOTP (DELETE /v1/me/totp)" in answer.json()["errors"][0]["long_message"]


@NEEDS_DESCRIPTION
def test_the_checks_of_the_other_tests_would_notice_a_deviation():
    request = httpx.Request("GET", "http://localhost/bapi/v1/users/user_1")
    wrong = httpx.Response(200, text=json.dumps({"object": "user", "id": 3}), request=request)
    assert any("'id'" in line or ".id" in line for line in contract.deviations(wrong))
    unknown = httpx.Response(200, text=json.dumps({"object": "total_count", "total_count": 1, "x": 2}), request=request)
    unknown.request = httpx.Request("GET", "http://localhost/bapi/v1/users/count")
    assert contract.deviations(unknown) != []
