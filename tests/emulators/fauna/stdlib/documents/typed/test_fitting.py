"""Values against types: the one question and the long answer agree."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.documents.typed.fitting import document_misfits, misfits
from app.emulators.fauna.stdlib.documents.typed.migrating import AddField
from app.emulators.fauna.stdlib.documents.typed.recording import from_record, to_record
from app.emulators.fauna.stdlib.documents.typed.shapes import NULL, OneOf, Record, Shape, is_of, shape_of, shape_text
from tests.emulators.fauna.stdlib.documents.typed.generating import DATA, RECORDS, SHAPES, VALUES, values_of


@given(st.data())
def test_a_value_of_a_type_fits_it(data: st.DataObject) -> None:
    shape = data.draw(SHAPES)
    value = data.draw(values_of(shape))
    assert is_of(shape, value)
    assert misfits(shape, value) == []


@given(SHAPES, VALUES)
def test_a_value_has_misfits_when_it_is_not_of_the_type_and_only_then(shape: Shape, value: Value) -> None:
    assert (misfits(shape, value) == []) is is_of(shape, value)


@given(VALUES)
def test_a_value_is_of_its_own_type(value: Value) -> None:
    assert is_of(shape_of(value), value)


@given(SHAPES, SHAPES, VALUES)
def test_a_union_takes_what_one_of_its_members_takes(one: Shape, other: Shape, value: Value) -> None:
    assert is_of(OneOf((one, other)), value) is (is_of(one, value) or is_of(other, value))


@given(RECORDS, DATA)
def test_misfits_of_a_document_have_paths_and_texts(record: Record, data: dict[str, Value]) -> None:
    found = document_misfits(record, data)
    assert all(misfit.path and misfit.message for misfit in found)
    assert (found == []) is is_of(record, data)


@given(SHAPES)
def test_a_type_is_the_same_after_it_was_recorded(shape: Shape) -> None:
    change = AddField(("a",), shape, 1)
    recorded = from_record(json.loads(json.dumps(to_record(change))))
    assert recorded == change
    assert isinstance(recorded, AddField)
    assert shape_text(recorded.type) == shape_text(shape)


def test_null_alone_is_called_null() -> None:
    assert shape_text(OneOf((NULL, NULL))) == "Null"
