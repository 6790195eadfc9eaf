"""Every privilege, on one's own and on others' documents, for everybody, by every way to a document.

Everybody may do everything but for the privilege in question, which only some roles grant. The rules below are
written down here again, from the documentation and the recordings of a real node, and know nothing of the code.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.emulators.fauna.access.session import Session
from tests.emulators.fauna.installs import Install, install

PRIVILEGES = ("read", "write", "create", "create_with_id", "delete", "history_read", "history_write", "call")
PEOPLE = {"nobody": 1, "member": 2, "manager": 3, "broken": 4}
"""Who asks, by the number of the document that stands for them."""
STRANGER = 9
CREDENTIALS = ("a document's token", "a provider's token")
WAYS = {
    "by id": {"read"},
    "index": {"read"},
    "all": {"read"},
    "update": {"read", "write"},
    "delete": {"read", "delete"},
    "create": {"create"},
    "create with id": {"create", "create_with_id", "history_write"},
    "past": {"history_read"},
    "function": {"call", "read"},
    "function with a role": {"call"},
}
"""What each way to a document needs; of `create_with_id` and `history_write` one is enough, and nobody has both."""
INSTEAD = {"create_with_id": "history_write", "history_write": "create_with_id"}


def allows(person: str, *, own: bool) -> bool:
    """Whether the person's role grants the privilege in question on a document."""
    return {"nobody": False, "member": own, "manager": True, "broken": False}[person]


def expected(privilege: str, person: str, way: str, *, own: bool) -> bool:
    """Whether this way leads there."""
    return privilege not in WAYS[way] or allows(person, own=own)


def schema(privilege: str) -> str:
    """A schema that grants everything to everybody but this, for which a role is needed."""
    instead = INSTEAD.get(privilege)
    rest = [each for each in PRIVILEGES if each not in (privilege, instead, "call")]
    functions = ("peek", "peekAsServer") if privilege == "call" else ("Note",)
    arguments = {"write": "(note, after)", "history_write": "(note, ts, action, data)", "call": "(note, author)"}
    params = arguments.get(privilege, "note")
    author = "author" if privilege == "call" else "note.author"

    def role(name: str, predicate: str) -> str:
        body = f"{{ predicate ({params} => {predicate}) }}" if predicate else ""
        grants = "\n".join(f"privileges {resource} {{\n{privilege} {body}\n}}" for resource in functions)
        return f'role {name} {{\nmembership User {{ predicate (user => user.role == "{name}") }}\n{grants}\n}}\n'

    calls = "" if privilege == "call" else "privileges peek { call }\nprivileges peekAsServer { call }"
    return (
        "collection User {}\n"
        "collection Note {\nindex byAuthor { terms [.author] }\nhistory_days 1\n}\n"
        "function me() { if (Query.identity() == null) Query.token()!.sub else Query.identity()!.id.toString() }\n"
        "function peek(id, author) { Note.byId(id)!.author }\n"
        "@role(server)\nfunction peekAsServer(id, author) { Note.byId(id)!.author }\n"
        f"role base {{\nmembership User\nprivileges Note {{\n{chr(10).join(rest)}\n}}\n{calls}\n}}\n"
        + role("member", f"{author} == me()")
        + role("manager", "")
        + role("broken", 'abort("no")')
    )


@dataclass
class Place:
    """A database where one privilege is scarce."""

    install: Install
    privilege: str
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1000))

    def session(self, person: str, credential: str) -> Session:
        """What the person's secret opens."""
        database = self.install.store.catalog.get("databases", self.install.number)
        if credential == "a document's token":
            return Session(database, (), None, (self.install.collections()["User"].id, PEOPLE[person]))
        roles = ("base",) if person == "nobody" else ("base", person)
        return Session(database, roles, {"sub": str(PEOPLE[person])})

    def note(self, author: int) -> int:
        """The id of a new note."""
        number = next(self._ids)
        self.install.data(f'Note.create({{ id: {number}, author: "{author}" }})')
        return number

    def leads_there(self, session: Session, way: str, author: int) -> bool:
        """Whether a note of that author is reached; a refusal must be one for want of privileges."""
        number = 0 if way.startswith("create") else self.note(author)
        given = f'id: {next(self._ids)}, author: "{author}"' if way.endswith("id") else f'author: "{author}"'
        query = {
            "by id": f"Note.byId({number})!.author",
            "index": f'Note.byAuthor("{author}").map(.id).toArray().includes(ID("{number}"))',
            "all": f'Note.all().map(.id).toArray().includes(ID("{number}"))',
            "update": f"Note.byId({number}).update({{ n: 1 }}).n",
            "delete": f"Note.byId({number}).delete()",
            "create": f"Note.create({{ {given} }}) {{ coll }}",
            "create with id": f"Note.create({{ {given} }}) {{ coll }}",
            "past": f'at (Time("{self.install.data("Time.now()")}")) {{ Note.byId({number})!.author }}',
            "function": f'peek({number}, "{author}")',
            "function with a role": f'peekAsServer({number}, "{author}")',
        }[way]
        answer = self.install.answer_as(session, query)
        if "error" in answer:
            assert (answer["error"]["code"], answer["error"]["message"]) in REFUSALS, answer["summary"]
            return False
        return answer["data"] is not False


REFUSALS = {
    ("permission_denied", "Insufficient privileges to perform the action."),
    ("permission_denied", "Insufficient privileges to read from collection Note."),
    ("null_value", "Null value, due to permission denied"),
}


@pytest.fixture(scope="module", params=PRIVILEGES)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """A database in which the privilege is scarce."""
    with install(typechecked=False) as made:
        made.push(schema(request.param))
        for name, number in PEOPLE.items():
            made.data(f'User.create({{ id: {number}, role: "{name}" }})')
        yield Place(made, request.param)


@pytest.mark.parametrize("credential", CREDENTIALS)
@pytest.mark.parametrize("person", PEOPLE)
def test_each_way_leads_to_what_the_role_allows_and_to_nothing_else(place: Place, person: str, credential: str):
    session = place.session(person, credential)
    for way in WAYS:
        for own in (True, False):
            author = PEOPLE[person] if own else STRANGER
            found = place.leads_there(session, way, author)
            assert found == expected(place.privilege, person, way, own=own), (place.privilege, way, own)


def test_an_index_says_that_nothing_can_be_read_and_all_is_just_empty():
    with install(typechecked=False) as made:
        made.push(schema("read"))
        made.data('Note.create({ author: "1" })')
        answers: dict[str, Any] = {
            role: [made.answer(query, role) for query in ("Note.all().toArray()", 'Note.byAuthor("1").toArray()')]
            for role in ("base", "broken", "manager")
        }
        assert [answer["data"] for answer in answers["broken"]] == [[], []]
        assert [len(answer["data"]) for answer in answers["manager"]] == [1, 1]
        everything, index = answers["base"]
        assert everything["data"] == []
        assert index["error"]["message"] == "Insufficient privileges to read from collection Note."
