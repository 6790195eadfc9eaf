"""What roles may do where the recordings are silent: later pages, the past, predicates, a token's own things."""

from typing import Any

from tests.emulators.fauna.access.providing import Served, served

SCHEMA = """
collection Note {
  index byAuthor { terms [.author] }
  history_days 10
}
collection User {}
role reader {
  privileges Note {
    read {
      predicate (note => note.shared)
    }
  }
}
role historian {
  privileges Note {
    history_read {
      predicate (note => note.shared)
    }
  }
}
role restorer {
  privileges Note {
    create
    history_write {
      predicate ((note, moment, action, data) => action == "create" && data.author == "ann" && moment <= Time.now())
    }
  }
}
role curious {
  privileges Note {
    read {
      predicate (note => Role.byName("reader").exists() || Role.all().count() > 0)
    }
  }
}
role nostalgic {
  privileges Note {
    read {
      predicate (note => at (Time.now().subtract(1, "millisecond")) { Note.byId(1)!.shared })
    }
  }
}
role editor {
  privileges Note {
    read {
      predicate (note => note.shared && User.byId(1)?.open != false)
    }
    write
  }
  privileges User {
    read
    write
  }
}
role user {
  membership User
}
role locksmith {
  privileges Key {
    read {
      predicate (key => key.id != "1")
    }
    create {
      predicate (key => key.role == "server")
    }
    write {
      predicate ((before, after) => after.data?.tag == "mine")
    }
    delete {
      predicate (key => key.role == "server")
    }
  }
  privileges Database {
    read
    create {
      predicate (made => made.name == "mine")
    }
    write {
      predicate ((before, after) => before.name == after.name)
    }
    delete {
      predicate (gone => gone.name == "mine")
    }
  }
}
"""
SEED = 'Set.sequence(1, 41).forEach(n => Note.create({ id: n, author: "ann", shared: n % 2 == 0 }))'


def secret(fauna: Served, role: str) -> str:
    return f"{fauna.admin}:@role/{role}"


async def pages(fauna: Served, role: str, first: str) -> list[list[str]]:
    """The ids on all pages of a set."""
    page = await fauna.data(secret(fauna, role), f"({first}).paginate(3)")
    found = [page["data"]]
    while "after" in page:
        page = await fauna.data(secret(fauna, role), f'Set.paginate("{page["after"]}")')
        found.append(page["data"])
    return [[note["id"] for note in data] for data in found]


async def test_later_pages_need_no_privilege_of_history():
    async with served(SCHEMA) as fauna:
        await fauna.data(fauna.admin, SEED)
        for first in ("Note.all()", 'Note.byAuthor("ann")', "Note.where(note => true)"):
            shown = await pages(fauna, "reader", first)
            assert [number for page in shown for number in page] == [str(number) for number in range(2, 41, 2)]
            assert [len(page) for page in shown] == [3] * 6 + [2]
        assert await pages(fauna, "historian", "Note.all()") == [[]]


async def test_a_later_page_leaves_out_what_may_not_be_seen_any_more():
    async with served(SCHEMA) as fauna:
        await fauna.data(fauna.admin, SEED)
        first = await fauna.data(secret(fauna, "reader"), "Note.all().paginate(3)")
        await fauna.data(fauna.admin, "Note.byId(8)!.update({ shared: false })")
        second = await fauna.data(secret(fauna, "reader"), f'Set.paginate("{first["after"]}")')
        assert [note["id"] for note in second["data"]] == ["10", "12", "14"]


async def test_the_past_needs_the_privilege_of_history_and_is_judged_by_the_present():
    async with served(SCHEMA) as fauna:
        await fauna.data(fauna.admin, SEED)
        then = await fauna.data(fauna.admin, "Note.byId(1)!.ts.toString()")
        await fauna.data(fauna.admin, "Note.byId(1)!.update({ shared: true }); Note.byId(2)!.update({ shared: false })")
        query = f'at (Time("{then}")) {{ [Note.byId(1)?.shared, Note.byId(2)?.shared, Note.all().map(.id).toArray()] }}'
        one, two, ids = await fauna.data(secret(fauna, "historian"), query)
        assert (one, two) == (False, None)
        assert "1" in ids and "2" not in ids and "4" in ids
        assert await fauna.data(secret(fauna, "reader"), query) == [None, None, []]


async def test_what_a_query_writes_decides_anew_what_it_may_see():
    async with served(SCHEMA) as fauna:
        await fauna.data(fauna.admin, SEED + "; User.create({ id: 1, open: true })")

        async def seen(*writes: str) -> list[Any]:
            looks = "\n".join(f"{write}\nlet seen = seen.append(note.exists())" for write in writes)
            undone = "\nabort(seen)"  # so that each case begins with the same documents
            query = f"let note: Any = Note.byId(2)\nlet seen: Any = [note.exists()]\n{looks}{undone}"
            answer = (await fauna.ask(secret(fauna, "editor"), query)).json()
            return answer["error"]["abort"]

        assert await seen("null") == [True, True]
        assert await seen("note.update({ shared: false })") == [True, False]
        assert await seen("User.byId(1)!.update({ open: false })") == [True, False]


async def test_a_predicate_counts_whenever_its_answer_is_needed():
    async with served(SCHEMA) as fauna:
        await fauna.data(fauna.admin, SEED)

        async def cost(who: str, looks: int) -> int:
            query = "let note = Note.byId(2)\n" + "note.author\n" * looks
            return (await fauna.ask(who, query)).json()["stats"]["compute_ops"]

        async def increase(who: str) -> int:
            return await cost(who, 1000) - await cost(who, 100)

        assert await increase(secret(fauna, "reader")) > 1.5 * await increase(fauna.admin)


async def test_predicates_read_neither_the_past_nor_roles():
    async with served(SCHEMA) as fauna:
        await fauna.data(fauna.admin, SEED)
        for role in ("curious", "nostalgic"):
            assert await fauna.data(secret(fauna, role), "Note.all().toArray()") == []


async def test_who_may_write_history_may_choose_ids():
    async with served(SCHEMA) as fauna:

        async def code(query: str) -> Any:
            answer = (await fauna.ask(secret(fauna, "restorer"), query)).json()
            return answer.get("error", {}).get("code")

        assert await code('Note.create({ id: 900, author: "ann" }) { id }') is None
        assert await code('Note.create({ id: 901, author: "bob" }) { id }') == "permission_denied"
        assert await code('Note.create({ author: "bob" }) { id }') is None


async def test_a_document_may_delete_its_own_token_and_see_its_own_credential_only():
    async with served(SCHEMA) as fauna:
        await fauna.data(fauna.admin, "User.create({ id: 1 }); User.create({ id: 2 })")
        await fauna.data(fauna.admin, 'Credential.create({ document: User.byId(1), password: "sekret" })')
        await fauna.data(fauna.admin, 'Credential.create({ document: User.byId(2), password: "sekret" })')
        await fauna.data(fauna.admin, "Token.create({ document: User.byId(2) })")
        mine = await fauna.data(fauna.admin, "Token.create({ document: User.byId(1) }).secret")
        assert await fauna.data(mine, "[Token.all().count(), Credential.all().count()]") == [1, 1]
        assert (await fauna.ask(mine, "Credential.all().first()!.delete()")).json()["error"][
            "code"
        ] == "permission_denied"
        assert "data" in (await fauna.ask(mine, "Query.token()!.delete()")).json()
        assert (await fauna.ask(mine, "1")).status_code == 401


async def test_a_cursor_into_an_index_is_for_who_may_use_the_index():
    async with served(SCHEMA) as fauna:
        await fauna.data(fauna.admin, SEED)
        for first, code in (('Note.byAuthor("ann").map(.id)', "permission_denied"), ("Note.all().map(.id)", None)):
            page = await fauna.data(fauna.admin, f"({first}).paginate(3)")
            again = f'Set.paginate("{page["after"]}")'
            assert len((await fauna.data(fauna.admin, again))["data"]) == 3
            answer = (await fauna.ask(secret(fauna, "historian"), again)).json()
            assert answer.get("error", {}).get("code") == code
            assert "error" in answer or answer["data"] == {"data": []}


async def test_a_role_may_have_privileges_on_keys_and_databases():
    async with served(SCHEMA) as fauna:
        role = secret(fauna, "locksmith")
        key = await fauna.data(role, 'Key.create({ role: "server" }).id')
        assert await fauna.data(role, f'Key.where(.id == "{key}").count()') == 1
        change = f'Key.byId("{key}")!.update({{ data: {{ tag: "mine" }} }}).data!.tag'
        assert await fauna.data(role, change) == "mine"
        assert await fauna.data(role, 'Database.create({ name: "mine" }).name') == "mine"
        assert await fauna.data(role, 'Database.byName("mine")!.update({ typechecked: true }).typechecked') is True
        assert await fauna.data(role, 'Database.byName("mine")!.delete().exists()') is False
        for refused in (
            'Key.create({ role: "admin" })',
            f'Key.byId("{key}")!.update({{ data: {{ tag: "theirs" }} }})',
            f'Key.byId("{key}")!.delete()',  # of a stored key, predicates know the id only
            'Database.create({ name: "theirs" })',
        ):
            answer = (await fauna.ask(role, refused)).json()
            assert answer["error"]["code"] == "permission_denied", refused
