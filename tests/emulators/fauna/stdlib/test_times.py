import pytest

from tests.emulators.fauna.running import message, shown, value


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Time('2020-01-01T00:00:00Z').add(1.5, 'days')", 'Time("2020-01-02T12:00:00Z")'),
        ("Time('2020-02-28T12:00:00Z').add(3, 'half days')", 'Time("2020-03-01T00:00:00Z")'),
        ("Time('2020-01-01T00:00:00Z').subtract(1, 'nanosecond')", 'Time("2019-12-31T23:59:59.999999999Z")'),
        ("Time('2020-02-03T24:00:00Z')", 'Time("2020-02-04T00:00:00Z")'),
        ("Time('2020-02-30T00:00:00Z')", 'Time("2020-02-29T00:00:00Z")'),
        ("Time.epoch(-1, 'seconds')", 'Time("1969-12-31T23:59:59Z")'),
        ("Date('2024-02-28').add(1, 'day')", 'Date("2024-02-29")'),
        ("Date.fromString('2024-03-01').subtract(1, 'days').toString()", '"2024-02-29"'),
        ("Bytes('aGk=').toBase64()", '"aGk="'),
        ("TransactionTime()", "TransactionTime()"),
    ],
)
def test_times_dates_and_bytes_are_made(query: str, expected: str) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("let t = Time('2024-12-31T23:59:58.5Z'); [t.year, t.month, t.dayOfMonth]", [2024, 12, 31]),
        ("let t = Time('2024-12-31T23:59:58.5Z'); [t.hour, t.minute, t.second]", [23, 59, 58]),
        ("let d = Date('2024-12-31'); [d.dayOfWeek, d.dayOfYear]", [2, 366]),
        ("Time('2020-01-01T00:00:00Z').difference(Time('2020-01-01T00:00:01.5Z'), 'seconds')", -1),
        ("Time('1970-01-01T00:00:01.5Z').toMillis()", 1500),
        ("Date('2024-03-01').difference(Date('2024-02-01'))", 29),
    ],
)
def test_times_and_dates_have_parts(query: str, expected: object) -> None:
    assert value(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Time('x')", "invalid_time: `x` is not a valid time."),
        ("Date('2020-02-30')", "invalid_date: `2020-02-30` is not a valid date."),
        ("Date('x')", "invalid_date: `x` is not a valid date."),
        ("Date('2024-01-01').add(1, 'hours')", "invalid_unit: `hours` is not a valid date unit."),
        ("Time.now().add(1, 'weeks')", "invalid_unit: `weeks` is not a valid time unit."),
        ("Time.now().add(9223372036854775807, 'days')", "invalid_time: Time exceeds the maximum value."),
    ],
)
def test_what_is_no_time_or_date_is_refused(query: str, expected: str) -> None:
    assert message(query) == expected
