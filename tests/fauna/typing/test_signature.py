"""Types as FSL writes them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fauna.typing.signature import (
    ANY,
    NULL,
    Function,
    Literal,
    Named,
    Object,
    SignatureError,
    Tuple,
    Type,
    Union,
    read_type,
)

INT, STRING = Named("Int"), Named("String")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Int", INT),
        ("Int?", Union((INT, NULL))),
        ("Int | String | Null", Union((INT, STRING, NULL))),
        ("(Int | String)?", Union((INT, STRING, NULL))),
        ("Int | Int", INT),
        ('"a" | \'b\\n\' | "\\u{1F600}"', Union((Literal("a"), Literal("b\n"), Literal("😀")))),
        (r'"\0\b\t\n\v\f\r\#\`\x08\u0008"', Literal("\0\b\t\n\v\f\r#`\b\b")),
        ("1 | -2.5 | 1_000 | true", Union((Literal(1), Literal(-2.5), Literal(1000), Literal(True)))),
        ("Array<Int>", Named("Array", (INT,))),
        ("Array<Array<String?>>", Named("Array", (Named("Array", (Union((STRING, NULL)),)),))),
        ("Ref<Note>", Named("Ref", (Named("Note"),))),
        ("Note'", Named("Note'")),
        ("[Int, String]", Tuple((INT, STRING))),
        ("[]", Tuple(())),
        ("{}", Object(())),
        ("{ a: Int, b: String? }", Object((("a", INT), ("b", Union((STRING, NULL)))))),
        ('{ "a b": Int, *: Any }', Object((("a b", INT),), ANY)),
        ("{ a: Int, ... }", Object((("a", INT),), ANY)),
        ("{ a: Int = [1, { b: 2 }].length, c: Int }", Object((("a", INT), ("c", INT)))),
        (
            "{\n  a: { b: [Int, { c: String }] }\n}",
            Object((("a", Object((("b", Tuple((INT, Object((("c", STRING),))))),))),)),
        ),
        ("() => Int", Function((), INT)),
        ("Int => String", Function(((None, INT),), STRING)),
        ("(Int, b: String) => Int | Null", Function(((None, INT), ("b", STRING)), Union((INT, NULL)))),
        ("(a: Int, ...b: String) => Any", Function((("a", INT), ("b", STRING)), ANY, variadic=True)),
        ("(a: ...Int) => Any", Function((("a", INT),), ANY, variadic=True)),
        ("(Int => Int) => Int", Function(((None, Function(((None, INT),), INT)),), INT)),
        ("{ a: Int } & { *: Any }", Object((("a", INT),))),
    ],
)
def test_every_form_is_read(text: str, found: Type) -> None:
    assert read_type(text) == found


@pytest.mark.parametrize(
    "text", ["", "Int |", "Array<", "{ a }", "{ a: }", "[Int", "(Int", "Int Int", "?", "=> Int", "{ 'a: Int }"]
)
def test_what_is_no_type_is_refused_by_name(text: str) -> None:
    with pytest.raises(SignatureError, match=r"is not expected in the type"):
        read_type(text)


NAMES = st.sampled_from(["Int", "String", "Note", "Time"]).map(Named)
LITERALS = st.one_of(st.text(), st.integers(), st.booleans()).map(Literal)
FIELDS = st.sampled_from(["a", "b_c", "d e", "if"])


def nested(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    fields = st.dictionaries(FIELDS, inner, max_size=3).map(lambda found: tuple(found.items()))
    members = st.lists(inner, min_size=2, max_size=3, unique=True)
    return st.one_of(
        inner.map(lambda member: Named("Array", (member,))),
        st.lists(inner, max_size=3).map(lambda found: Tuple(tuple(found))),
        st.builds(Object, fields, st.none() | inner),
        members.filter(lambda found: not any(isinstance(member, Union) for member in found)).map(
            lambda found: Union(tuple(found))
        ),
        st.builds(
            lambda taken, given: Function(tuple((None, one) for one in taken), given),
            st.lists(inner, max_size=2),
            inner,
        ),
    )


def shown(found: Type) -> str:
    match found:
        case Named(name, arguments):
            return f"{name}<{', '.join(map(shown, arguments))}>" if arguments else name
        case Literal(bool() as value):
            return str(value).lower()
        case Literal(str() as value):
            return json.dumps(value, ensure_ascii=False)
        case Literal(value):
            return str(value)
        case Union(members):
            return " | ".join(f"({shown(member)})" for member in members)
        case Tuple(members):
            return f"[{', '.join(map(shown, members))}]"
        case Object(fields, wildcard):
            listed = [f"{json.dumps(name)}: {shown(kind)}" for name, kind in fields]
            return "{" + ", ".join([*listed, *([f"*: {shown(wildcard)}"] if wildcard else [])]) + "}"
        case Function(parameters, result):
            return f"({', '.join(shown(kind) for _, kind in parameters)}) => {shown(result)}"


@given(st.recursive(NAMES | LITERALS, nested, max_leaves=12))
def test_what_is_written_is_read_again(found: Type) -> None:
    assert read_type(shown(found)) == found
