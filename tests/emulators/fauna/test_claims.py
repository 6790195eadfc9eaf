from app.emulators.fauna.environment import claims
from app.emulators.fauna.fql.values import Long
from tests.emulators.fauna.running import shown, value


def test_whole_numbers_of_a_token_are_longs() -> None:
    token = claims({"level": 9, "big": 2**40, "half": 0.5, "list": [1], "none": None})
    assert value("[t.level isa Long, t.level isa Int, t.list[0] isa Long, t.half isa Double]", t=token) == [
        True, False, True, True,
    ]  # fmt: skip
    assert type(claims({"a": 1})["a"]) is Long
    assert shown("t.level == 9", t=token) == "true"
