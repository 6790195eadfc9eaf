"""Values of all kinds that can be stored, for property tests."""

import math
import struct

from hypothesis import strategies as st

from app.emulators.fauna.fql.runtime import Context, Limits
from app.emulators.fauna.fql.values import ID, NULL, Date, Long, Module, Time, Value
from tests.emulators.fauna.running import EmptyDatabase

CONTEXT = Context(EmptyDatabase(), Limits(), 0, float("inf"))
longs = st.integers(-(2**63), 2**63 - 1)
numbers = (
    longs | st.integers(-9, 9) | st.floats() | st.integers(-9, 9).map(float) | st.integers(-9, 9).map(Long)
    | st.builds(lambda power, step: 2**power + step, st.integers(50, 62), st.integers(-3, 3))
    | st.builds(lambda power, step: float(2**power + step), st.integers(50, 64), st.integers(-3, 3))
)  # fmt: skip
texts = st.text(max_size=4) | st.text(st.sampled_from("\0\x01aé\ud800\ue000\uffff\U0001f600"), max_size=3).filter(
    lambda text: text == text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
)
scalars = (
    numbers | texts | st.booleans() | st.binary(max_size=4) | st.binary(max_size=3).map(lambda raw: raw + b"\0\xff")
    | st.just(NULL) | st.builds(Time, longs, st.integers(0, 999_999_999)) | st.builds(Date, longs)
    | st.uuids() | st.builds(Module, st.sampled_from(["Math", "Cat"]), st.sampled_from([None, "FQL"]))
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
stored = st.recursive(
    scalars | st.builds(ID, longs),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts | st.sampled_from(["@int", "@"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def same(a: Value, b: Value) -> bool:
    """Equal, of the same types and with the same sign of zero."""
    if type(a) is not type(b):
        return False
    if type(a) is float:
        return struct.pack(">d", a) == struct.pack(">d", b) or (math.isnan(a) and math.isnan(b))
    if type(a) is list:
        return len(a) == len(b) and all(map(same, a, b))
    if type(a) is dict:
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    return a == b
