"""The official drivers, unmodified, with the token that ClerkJS pulled in a browser, and with forged ones."""

import asyncio
import json
import os
import shutil
import subprocess
import sysconfig
import time
from pathlib import Path
from typing import Any

import jwt
import jwt.algorithms
import jwt.utils
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from fauna import fql
from fauna.client import Client
from fauna.errors import AuthenticationError
from playwright.async_api import Page

from tests.e2e.conftest import RunningApp
from tests.e2e.signing_in import PULL_TOKEN, sign_in_as
from tests.e2e.watching import Watch

DRIVER = "fauna@2.5.0"
SCRIPT = """
import { readFileSync } from "node:fs";
import { Client, fql } from "fauna";
const { endpoint, tokens } = JSON.parse(readFileSync(0, "utf8"));
const answers = {};
for (const [name, secret] of Object.entries(tokens)) {
  const client = new Client({ endpoint: new URL(endpoint), secret });
  try { answers[name] = (await client.query(fql`'Hello World!'`)).data; }
  catch (error) { answers[name] = error.code ?? String(error); }
  client.close();
}
console.log(JSON.stringify(answers));
process.exit(0);
"""


@pytest_asyncio.fixture(loop_scope="session")
async def token(page: Page, app: RunningApp) -> str:
    await sign_in_as(page, app.address)
    return await page.evaluate(PULL_TOKEN)


@pytest.fixture
def forged(token: str, app: RunningApp) -> dict[str, str]:
    """Tokens that must be refused; those signed with the real key differ from a good one in one claim."""
    header = {"kid": jwt.get_unverified_header(token)["kid"]}
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    pem = (app.folder / ".local/emulators/clerk/clerk.key").read_bytes().partition(b"-----")
    real = load_pem_private_key(pem[1] + pem[2], None)
    foreign = rsa.generate_private_key(65537, 2048)
    public = real.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    now = int(time.time())

    def sign(key: Any = real, **changed: Any) -> str:
        return jwt.encode({**claims, **changed}, key, "RS256", header)

    return {
        "expired": sign(exp=now - 60, iat=now - 120, nbf=now - 120),
        "foreign key": sign(foreign),
        "wrong aud": sign(aud="https://db.fauna.com/db/yxxxxxxxxxxxx"),
        "two auds": sign(aud=[claims["aud"], "https://db.fauna.com/db/yxxxxxxxxxxxx"]),
        "wrong issuer": sign(iss=claims["iss"] + "/"),
        "alg none": jwt.encode(claims, "", "none", header),
        "HS256": _hmac(claims, public, header),
        "tampered": token[:-8] + ("A" * 8 if not token.endswith("A" * 8) else "B" * 8),
    }


def _hmac(claims: dict[str, Any], key: bytes, header: dict[str, str]) -> str:
    """HS256 keyed with the public PEM, which PyJWT itself refuses to sign."""
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    parts = [{"alg": "HS256", "typ": "JWT", **header}, claims]
    text = b".".join(jwt.utils.base64url_encode(json.dumps(part).encode()) for part in parts)
    return (text + b"." + jwt.utils.base64url_encode(algorithm.sign(text, key))).decode()


def endpoint(app: RunningApp) -> str:
    return f"http://127.0.0.1:{app.emulators}"


async def test_the_python_driver_runs_with_the_browsers_token_and_with_no_forged_one(
    token: str, forged: dict[str, str], app: RunningApp
):
    query = fql("'Hello World!'")
    answer = await asyncio.to_thread(Client(endpoint=endpoint(app), secret=token).query, query)
    assert answer.data == "Hello World!"
    for name, secret in forged.items():
        with pytest.raises(AuthenticationError) as refused:
            await asyncio.to_thread(Client(endpoint=endpoint(app), secret=secret).query, query)
        assert (refused.value.status_code, refused.value.code) == (401, "unauthorized"), name


async def test_the_javascript_driver_runs_over_http2_with_the_browsers_token_and_with_no_forged_one(
    token: str, forged: dict[str, str], app: RunningApp, tmp_path: Path
):
    runtime = _install_driver(tmp_path)
    asked = json.dumps({"endpoint": endpoint(app), "tokens": {"good": token, **forged}})
    done = await asyncio.to_thread(
        subprocess.run,
        [runtime, "run.mjs"],
        cwd=tmp_path,
        input=asked,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    answers = json.loads(done.stdout or "{}")
    assert answers.pop("good", done.stderr) == "Hello World!"
    assert answers == dict.fromkeys(forged, "unauthorized")


async def test_a_session_token_is_no_secret_and_a_template_token_no_session(
    page: Page, token: str, app: RunningApp, watch: Watch
):
    watch.expect("401 .*/auth/session")
    session = await page.evaluate("() => window.Clerk.session.getToken()")
    with pytest.raises(AuthenticationError):
        await asyncio.to_thread(Client(endpoint=endpoint(app), secret=session).query, fql("1"))
    status = """([address, token]) => fetch(address + "/auth/session", {
        method: "POST",
        headers: {Authorization: "Bearer " + token, "X-Client-Token": crypto.randomUUID()},
    }).then(answer => answer.status)"""
    assert await page.evaluate(status, [app.address, session]) == 204
    assert await page.evaluate(status, [app.address, token]) == 401


def _install_driver(folder: Path) -> str:
    """The npm driver beside a script; the runtime is Node if there is one, else bun."""
    bun = Path(sysconfig.get_path("scripts")) / "bun"
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "run.mjs").write_text(SCRIPT)
    environment = {**os.environ, "BUN_INSTALL_CACHE_DIR": str(folder / "cache")}
    added = subprocess.run(
        [bun, "add", DRIVER], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if added.returncode != 0:
        pytest.skip("the npm driver cannot be fetched without a package registry")
    return shutil.which("node") or str(bun)
