"""The search for secrets finds them in every disguise."""

import base64
import bz2
import gzip
import lzma
import pickle
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.e2e.leaks import leaked

SECRET = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyXzEifQ.c2lnbmF0dXJl"
PACKINGS = [
    bytes,
    zlib.compress,
    gzip.compress,
    bz2.compress,
    lzma.compress,
    base64.b64encode,
    base64.urlsafe_b64encode,
    lambda data: base64.b64encode(zlib.compress(data)),
    lambda data: data.hex().encode(),
]


@pytest.mark.parametrize("pack", PACKINGS)
@given(before=st.binary(max_size=9), after=st.binary(max_size=9))
def test_a_packed_secret_is_found(pack, before: bytes, after: bytes):
    data = pickle.dumps({"kept": pack(before + SECRET.encode() + after)})
    assert leaked(data, [SECRET, "another-secret-7431"]) == [SECRET]


@given(st.binary(max_size=400))
def test_nothing_is_found_where_nothing_is(data: bytes):
    assert leaked(data, [SECRET]) == []
