import pytest

from app.emulators.fauna.fql.values import Arity
from app.emulators.fauna.stdlib.registry import arity_display
from app.emulators.fauna.stdlib.signatures import Parameter, parameters_of


@pytest.mark.parametrize(
    ("signature", "parameters"),
    [
        ("() => String", ((),)),
        ("(at: Number) => String", ((Parameter("at", "Int"),),)),
        ("<A> (reducer: ((A, A) => A)) => A | Null", ((Parameter("reducer", "Function"),),)),
        ("(other: Array<A | B>, b: { *: Any }) => A", ((Parameter("other", "Array"), Parameter("b", "Struct")),)),
        ("<A> (ordering: ...(A => Any) & {}) => Array<A>", ((Parameter("ordering", "Any", variadic=True),),)),
        ("((a: String) => ID) & ((a: A | Null) => ID)", ((Parameter("a", "String"),), (Parameter("a", "Any"),))),
    ],
)
def test_signatures_give_parameters(signature: str, parameters: tuple[tuple[Parameter, ...], ...]) -> None:
    assert parameters_of(signature, {"at": "Int"}) == parameters


@pytest.mark.parametrize(
    ("arity", "text"),
    [
        (Arity((0,)), "no arguments"),
        (Arity((1,)), "exactly 1 argument"),
        (Arity((2,)), "exactly 2 arguments"),
        (Arity((1, 2)), "1 or 2 arguments"),
        (Arity((0,), variadic=True), "any number of arguments"),
        (Arity((1,), variadic=True), "at least 1 argument"),
    ],
)
def test_arities_are_told_in_words(arity: Arity, text: str) -> None:
    assert arity_display(arity, "argument") == text
