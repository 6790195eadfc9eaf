"""The decision trace: what admins are told about a request, and nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.emulators.fauna.access import trace as traces
from app.emulators.fauna.access import traced
from tests.emulators.fauna.access.providing import ISSUER, NOW, ROOT, Served, served

SCHEMA = f"""
collection Note {{
  index byAuthor {{ terms [.author] }}
  history_days 1
}}
collection Person {{}}
function shout(text) {{ text.toUpperCase() }}
role member {{
  privileges Note {{
    read {{ predicate (note => note.author == Query.token()!.sub) }}
    write {{ predicate ((before, after) => before.author == after.author) }}
    create
  }}
  privileges shout {{ call }}
}}
role manager {{
  privileges Note {{
    read {{ predicate (note => note.shared) }}
    delete {{ predicate (note => abort("no")) }}
  }}
}}
role staff {{
  membership Person {{ predicate (person => person.staff == true) }}
  privileges Note {{ read }}
}}
role writer {{
  privileges Note {{ write }}
}}
access provider Clerk {{
  issuer "{ISSUER}"
  jwks_uri "https://localhost:1/jwks.json"
  role member
  role manager {{ predicate (token => token.level > 3) }}
}}
"""
SEED = """
Note.create({ id: 1, author: "user_1", shared: false })
Note.create({ id: 2, author: "user_2", shared: false })
Note.create({ id: 3, author: "user_2", shared: true })
Person.create({ id: 1, staff: true })
Person.create({ id: 2, staff: false })
"""


def run(test: Callable[[Served], Awaitable[None]]) -> None:
    async def within() -> None:
        async with served(SCHEMA) as fauna:
            await fauna.data(fauna.admin, SEED)
            await test(fauna)

    asyncio.run(within())


def checks(trace: dict[str, Any]) -> dict[str, bool]:
    return {check["name"]: check["ok"] for check in trace["provider"]["checks"]}


def decided(trace: dict[str, Any]) -> list[tuple[str, str, str | None, str, list[tuple[str, str]]]]:
    return [
        (
            each["action"],
            each["resource"],
            each["document"] and each["document"]["id"],
            each["outcome"],
            [(because["role"], because["outcome"]) for because in each["because"]],
        )
        for each in trace["decisions"]
    ]


def test_a_token_shows_its_provider_roles_and_each_document():
    async def test(fauna: Served) -> None:
        trace = await fauna.trace(fauna.token(level=1), "Note.all().map(.id).toArray()")
        assert trace["secret"] == {"kind": "access_provider", "outcome": "accepted", "reason": None}
        provider = trace["provider"]
        assert (provider["name"], provider["issuer"], provider["kid"]) == ("Clerk", ISSUER, "k")
        assert provider["audience"] == fauna.audience
        assert list(checks(trace)) == ["alg", "iss", "kid", "signature", "aud", "exp", "nbf"]
        assert all(checks(trace).values())
        assert [(role["name"], role["source"], role["outcome"]) for role in trace["roles"]] == [
            ("member", "access_provider", "granted"),
            ("manager", "access_provider", "refused"),
        ]
        assert trace["roles"][1]["predicate"] == "(token) => token.level > 3"
        assert decided(trace) == [
            ("read", "Note", "1", "allowed", [("member", "true")]),
            ("read", "Note", "2", "denied", [("member", "false")]),
            ("read", "Note", "3", "denied", [("member", "false")]),
        ]
        assert trace["decisions"][0]["document"] == {"id": "1", "coll": "Note"}
        assert trace["decisions"][0]["because"][0]["predicate"] == "(note) => note.author == Query.token()!.sub"
        assert trace["truncated"] is False

    run(test)


def test_roles_add_up_and_all_that_were_asked_are_shown():
    async def test(fauna: Served) -> None:
        trace = await fauna.trace(fauna.token(level=9), "Note.byId(3)!.shared")
        (decision,) = trace["decisions"]
        assert decision["count"] == 2
        assert [(each["role"], each["outcome"]) for each in decision["because"]] == [
            ("member", "false"),
            ("manager", "true"),
        ]

    run(test)


def test_a_role_predicate_that_fails_says_how():
    async def test(fauna: Served) -> None:
        failing = '{ role: "manager", predicate: "(token) => token.org.id == 1" }'
        await fauna.data(fauna.admin, f'AccessProvider.byName("Clerk")!.update({{ roles: ["member", {failing}] }})')
        trace = await fauna.trace(fauna.token(), "1")
        assert trace["roles"][1]["outcome"] == "error"
        assert trace["roles"][1]["error"] == "invalid_null_access: Cannot access `id` on null."

    run(test)


def test_a_refused_write_shows_the_predicate_that_failed():
    async def test(fauna: Served) -> None:
        answer = (await fauna.ask(fauna.token(level=9), "Note.byId(3)!.delete()", x_decision_trace=fauna.admin)).json()
        assert answer["error"]["code"] == "permission_denied"
        denied = answer["decision_trace"]["decisions"][-1]
        assert (denied["action"], denied["outcome"]) == ("delete", "denied")
        assert denied["because"] == [
            {
                "role": "manager",
                "privilege": "delete",
                "predicate": '(note) => abort("no")',
                "outcome": "error",
                "error": "abort: Query aborted.",
            }
        ]

    run(test)


def test_what_no_role_mentions_is_denied_for_no_reason():
    async def test(fauna: Served) -> None:
        trace = await fauna.trace(fauna.token(level=0), "Person.all().toArray(); Note.byId(1)!.delete()")
        assert ("read", "Person", "1", "denied", []) in decided(trace)
        assert decided(trace)[-1] == ("delete", "Note", "1", "denied", [])

    run(test)


def test_calls_creates_and_writes_are_decisions():
    async def test(fauna: Served) -> None:
        query = 'shout("a"); let made = Note.create({ author: "user_1" }); made.update({ n: 1 }) { n }'
        trace = await fauna.trace(fauna.token(level=0), query)
        assert [(action, outcome, because) for action, _, _, outcome, because in decided(trace)] == [
            ("call", "allowed", [("member", "none")]),
            ("create", "allowed", [("member", "none")]),
            ("read", "allowed", [("member", "true")]),
            ("write", "allowed", [("member", "true")]),
        ]
        assert trace["decisions"][0]["document"] is None

    run(test)


def test_an_index_that_no_role_may_read_is_denied_as_a_whole():
    async def test(fauna: Served) -> None:
        secret = f"{fauna.admin}:@role/writer"
        trace = await fauna.trace(secret, 'Note.byAuthor("user_1").first()')
        assert decided(trace) == [("read", "Note", None, "denied", [])]

    run(test)


def test_keys_and_scoped_secrets_name_their_role():
    async def test(fauna: Served) -> None:
        server = await fauna.data(fauna.admin, 'Key.create({ role: "server" }).secret')
        trace = await fauna.trace(server, "Note.byId(1)!.author")
        assert trace["secret"] == {"kind": "key", "outcome": "accepted", "reason": None}
        assert trace["provider"] is None
        granted = {"name": "server", "source": "key", "predicate": None, "outcome": "granted", "error": None}
        assert trace["roles"] == [granted]
        assert decided(trace) == [("read", "Note", "1", "allowed", [("server", "none")])]
        scoped = await fauna.trace(f"{fauna.admin}:@role/manager", "Note.byId(3)!.author")
        assert scoped["secret"]["kind"] == "scoped"
        assert [(role["name"], role["source"]) for role in scoped["roles"]] == [("manager", "scope")]
        assert decided(scoped) == [("read", "Note", "3", "allowed", [("manager", "true")])]

    run(test)


def test_tokens_show_their_memberships_even_when_nothing_was_read():
    async def test(fauna: Served) -> None:
        for number, outcome in ((1, "granted"), (2, "refused")):
            secret = await fauna.data(fauna.admin, f"Token.create({{ document: Person.byId({number}) }}).secret")
            trace = await fauna.trace(secret, "1")
            assert trace["secret"]["kind"] == "token"
            (role,) = trace["roles"]
            assert (role["name"], role["source"], role["outcome"]) == ("staff", "membership", outcome)
            assert role["predicate"] == "(person) => person.staff == true"
            scoped = await fauna.trace(f"{fauna.admin}:@doc/Person/{number}", "Note.byId(1)")
            assert (scoped["secret"]["kind"], scoped["roles"]) == ("scoped", trace["roles"])

    run(test)


def test_a_function_with_a_role_decides_as_that_role():
    async def test(fauna: Served) -> None:
        made = 'Function.create({ name: "any", role: "server", body: "(id) => Note.byId(id)!.author" })'
        await fauna.data(fauna.admin, made)
        await fauna.data(
            fauna.admin, 'Role.byName("member")!.update({ privileges: [{ resource: "any", actions: { call: true } }] })'
        )
        trace = await fauna.trace(fauna.token(level=0), "any(2)")
        assert decided(trace) == [
            ("call", "any", None, "allowed", [("member", "none")]),
            ("read", "Note", "2", "allowed", [("server", "none")]),
        ]

    run(test)


REFUSALS = [
    ({"exp": NOW}, {"exp": False}, "exp"),
    ({"nbf": NOW + 3}, {"nbf": False}, "nbf"),
    ({"kid": "other"}, {"kid": False}, "kid: no such key"),
    ({"signed_by": "other"}, {"signature": False}, "signature"),
    ({"iss": ISSUER + "/"}, {"iss": False}, "iss: no such access provider"),
    ({"aud": "https://db.fauna.com/db/yother"}, {"aud": False}, "aud: no such database"),
    ({"aud": None}, {"aud": False}, "aud"),
    (
        {"aud": ["https://db.fauna.com/db/y1", "https://db.fauna.com/db/y2"], "exp": 5},
        {"aud": False, "exp": False},
        "aud",
    ),
]


@pytest.mark.parametrize(("changes", "failing", "reason"), REFUSALS)
def test_a_refused_token_shows_each_check_that_fails(changes: dict[str, Any], failing: dict[str, bool], reason: str):
    async def test(fauna: Served) -> None:
        token = fauna.token(**{"level": 1, **changes})
        answer = await fauna.ask(token, "1", x_decision_trace=fauna.admin)
        assert answer.status_code == 401
        assert answer.json()["error"] == {"code": "unauthorized", "message": "Access token required"}
        trace = answer.json()["decision_trace"]
        assert trace["secret"] == {"kind": "access_provider", "outcome": "refused", "reason": reason}
        assert {name: ok for name, ok in checks(trace).items() if not ok} == failing
        assert not any(segment in answer.text for segment in token.split("."))
        for check in trace["provider"]["checks"]:
            assert check["expected"] and set(check) == {"name", "ok", "found", "expected"}

    run(test)


def test_a_refusal_for_want_of_a_role_shows_the_roles():
    async def test(fauna: Served) -> None:
        lacking = (
            'AccessProvider.byName("Clerk")!.update({ roles: [{ role: "manager", predicate: "(t) => t.level > 3" }] })'
        )
        await fauna.data(fauna.admin, lacking)
        trace = await fauna.trace(fauna.token(level=1), "1")
        assert trace["secret"]["reason"] == "no role of the access provider holds"
        assert [(role["name"], role["outcome"]) for role in trace["roles"]] == [("manager", "refused")]

    run(test)


def test_refused_secrets_say_why_to_the_database_s_own_admin_only():
    async def test(fauna: Served) -> None:
        for secret, kind, reason in (
            (None, "key", "the Authorization header is missing or of another scheme"),
            ("fnAnone", "key", "no such secret"),
            (f"{fauna.admin}:@role/none", "scoped", "no such role: none"),
            (f"{fauna.admin}:@doc/Person/9", "scoped", "no such document: Person/9"),
            ("a.b.c", "access_provider", "not base64url"),
        ):
            trace = await fauna.trace(secret, "1")
            assert trace["secret"] == {"kind": kind, "outcome": "refused", "reason": reason}
        mine = fauna.admin
        theirs = fauna.token(exp=1)
        await fauna.create(SCHEMA, "neighbour")
        trace = await fauna.trace(f"{mine}:@role/none", "1")
        assert trace["secret"]["reason"] == "no such secret"
        trace = await fauna.trace(theirs, "1")
        assert trace["secret"]["reason"] == "no such secret"
        assert checks(trace)["aud"] is False

    run(test)


def test_only_admins_of_the_database_or_above_get_a_trace():
    async def test(fauna: Served) -> None:
        mine = fauna.admin
        server = await fauna.data(mine, 'Key.create({ role: "server" }).secret')
        await fauna.create(SCHEMA, "neighbour")
        for secret in (server, "junk", "", fauna.admin, f"{mine}:@role/member", f"{mine}:server"):
            answer = await fauna.ask(mine, "1", x_decision_trace=secret)
            assert (answer.status_code, answer.json()["data"]) == (200, 1)
            assert "decision_trace" not in answer.json()
        for secret in (mine, ROOT, f"{ROOT}:app:admin"):
            assert (await fauna.trace(mine, "1", secret))["secret"]["outcome"] == "accepted"

    run(test)


def test_a_thousand_decisions_are_kept_and_the_rest_is_said_to_be_missing():
    async def test(fauna: Served) -> None:
        await fauna.data(fauna.admin, 'Set.sequence(10, 1110).forEach(i => Note.create({ id: i, author: "user_1" }))')
        trace = await fauna.trace(fauna.token(level=1), "Note.all().count(); Note.byId(1).exists()")
        assert len(trace["decisions"]) == traces.DISTINCT
        assert trace["truncated"] is True
        assert trace["decisions"][0]["count"] == 2

    run(test)


def test_claims_are_shown_short():
    async def test(fauna: Served) -> None:
        trace = await fauna.trace(fauna.token(iss="x" * 5000), "1")
        (issuer,) = (check["found"] for check in trace["provider"]["checks"] if check["name"] == "iss")
        assert len(issuer) == traces.LONGEST_TEXT + 1

    run(test)


def test_broken_and_aborted_queries_have_a_trace_too():
    async def test(fauna: Served) -> None:
        for query in ("1 +", 'abort("x")', "nothing"):
            assert (await fauna.trace(fauna.token(level=1), query))["secret"]["outcome"] == "accepted"

    run(test)


def test_without_the_header_nothing_of_the_trace_is_made(monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("made for a request that did not ask for it")

    async def test(fauna: Served) -> None:
        token = fauna.token(level=1)
        for made in (traces.Trace, traces.Decision, traces.Because, traced.TracedPermissions):
            monkeypatch.setattr(made, "__init__", refuse)
        assert await fauna.data(token, "Note.all().map(.id).toArray()") == ["1"]
        assert (await fauna.ask("junk", "1")).status_code == 401

    run(test)
