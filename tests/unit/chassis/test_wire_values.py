"""Money, dates, decimals and names cross the wire exactly, or come back as faults with their field."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from google.type.date_pb2 import Date
from google.type.money_pb2 import Money
from hypothesis import given
from hypothesis import strategies as st

from chassis.domain import Fault, decimal_or_none
from chassis.wire import (
    date_from_wire,
    date_to_wire,
    decimal_from_wire,
    decimal_to_wire,
    money_from_wire,
    money_to_wire,
    name_from_wire,
    time_to_wire,
    uuid_name_from_wire,
)

LARGEST_UNITS = 2**63 - 1
EXACT_DECIMALS = st.builds(
    lambda digits, places, sign: sign * Decimal(digits).scaleb(-places),
    st.integers(0, 10**27),
    st.integers(0, 30),
    st.sampled_from([1, -1]),
)


def reasons(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.field, fault.reason) for fault in faults]


@given(st.integers(-LARGEST_UNITS * 100 - 99, LARGEST_UNITS * 100 + 99))
def test_every_amount_in_cents_comes_back_exactly(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    sent = money_to_wire(amount)
    faults: list[Fault] = []
    assert money_from_wire(sent, "cost", faults).as_tuple() == amount.as_tuple()
    assert faults == []
    assert sent.currency_code == "EUR"
    assert sent.units * 10**9 + sent.nanos == cents * 10**7
    assert sent.units * sent.nanos >= 0


def test_money_without_a_currency_is_in_euros() -> None:
    faults: list[Fault] = []
    assert money_from_wire(Money(units=3), "cost", faults) == 3
    assert faults == []


@pytest.mark.parametrize(
    ("money", "found"),
    [
        (Money(currency_code="USD", units=1), ["CURRENCY_UNKNOWN"]),
        (Money(currency_code="EUR", nanos=1_000_000_000), ["AMOUNT_MALFORMED"]),
        (Money(currency_code="EUR", nanos=-1_000_000_000), ["AMOUNT_MALFORMED"]),
        (Money(currency_code="EUR", units=1, nanos=-10_000_000), ["AMOUNT_MALFORMED"]),
        (Money(currency_code="EUR", units=-1, nanos=10_000_000), ["AMOUNT_MALFORMED"]),
        (Money(currency_code="EUR", units=1, nanos=5_000_000), ["AMOUNT_TOO_PRECISE"]),
        (Money(currency_code="EUR", nanos=-1), ["AMOUNT_TOO_PRECISE"]),
        (Money(currency_code="CHF", units=1, nanos=1), ["CURRENCY_UNKNOWN", "AMOUNT_TOO_PRECISE"]),
    ],
)
def test_malformed_money_is_a_fault_of_its_field(money: Money, found: list[str]) -> None:
    faults: list[Fault] = []
    money_from_wire(money, "lines[2].amount", faults)
    assert reasons(faults) == [("lines[2].amount", reason) for reason in found]


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_day_from_1900_to_2200_comes_back(day: date) -> None:
    faults: list[Fault] = []
    sent = date_to_wire(day)
    assert sent is not None
    assert date_from_wire(sent, "start", faults) == day
    assert faults == []


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (Date(year=1899, month=12, day=31), "DATE_OUT_OF_RANGE"),
        (Date(year=2201, month=1, day=1), "DATE_OUT_OF_RANGE"),
        (Date(year=2026, month=2, day=29), "DATE_INVALID"),
        (Date(year=2026, month=13, day=1), "DATE_INVALID"),
        (Date(year=2026), "DATE_INVALID"),
        (Date(month=5, day=1), "DATE_INVALID"),
        (Date(year=-1, month=1, day=1), "DATE_INVALID"),
        (Date(year=2_000_000_000, month=1, day=1), "DATE_INVALID"),
    ],
)
def test_an_impossible_day_is_a_fault_of_its_field(sent: Date, reason: str) -> None:
    faults: list[Fault] = []
    assert date_from_wire(sent, "start", faults) is None
    assert reasons(faults) == [("start", reason)]


def test_a_day_that_is_not_set_is_none_and_no_fault() -> None:
    faults: list[Fault] = []
    assert date_from_wire(Date(), "start", faults) is None
    assert date_to_wire(None) is None
    assert faults == []


def test_an_instant_is_sent_in_utc_whatever_its_zone() -> None:
    instant = datetime(2026, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    sent = time_to_wire(instant)
    assert sent is not None
    assert sent.ToDatetime(UTC) == datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert time_to_wire(None) is None


@given(EXACT_DECIMALS)
def test_every_decimal_comes_back_exactly(value: Decimal) -> None:
    faults: list[Fault] = []
    assert decimal_from_wire(decimal_to_wire(value), "days", faults) == value
    assert faults == []


@given(st.text("0123456789", min_size=1, max_size=60).filter(lambda digits: digits.strip("0") != ""))
def test_a_number_of_many_digits_is_not_rounded_on_the_way_out(digits: str) -> None:
    read = decimal_or_none(f"{digits}.5")
    assert read is not None
    assert decimal_to_wire(read) == f"{digits.lstrip('0') or '0'}.5"


@pytest.mark.parametrize(
    ("value", "text"),
    [("12.50", "12.5"), ("40", "40"), ("4E+1", "40"), ("0.00", "0"),
     ("-0", "0"), ("-1.0", "-1"), ("1E-7", "0.0000001")],
)  # fmt: skip
def test_a_decimal_is_written_without_exponent_or_trailing_zeros(value: str, text: str) -> None:
    assert decimal_to_wire(Decimal(value)) == text


def test_an_empty_number_is_zero() -> None:
    faults: list[Fault] = []
    assert decimal_from_wire("", "days", faults) == 0
    assert faults == []


@pytest.mark.parametrize("text", ["douze", "NaN", "Infinity", "1e999999999", "x" * 10_000])
def test_a_malformed_number_is_a_fault_that_quotes_no_more_than_its_beginning(text: str) -> None:
    faults: list[Fault] = []
    assert decimal_from_wire(text, "days", faults) == 0
    assert reasons(faults) == [("days", "NUMBER_MALFORMED")]
    assert text[:40] in str(faults[0].text)
    assert len(str(faults[0].text)) < 100


@pytest.mark.parametrize("identifier", ["62528", "0190-aB_c~!", "x" * 64])
def test_a_name_gives_its_id(identifier: str) -> None:
    faults: list[Fault] = []
    assert name_from_wire(f"territories/{identifier}", "territories", "body", faults) == identifier
    assert faults == []


@pytest.mark.parametrize(
    "name",
    [
        "", "62528", "territories", "territories/", "projects/62528", "territories/a/b", "/territories/62528",
        "territories/6 2", "territories/é", "territories/62528\n", "territories/\0",
        f"territories/{'x' * 65}", f"territories/{'x' * 10_000}",
    ],
)  # fmt: skip
def test_a_malformed_name_is_a_fault_of_its_field(name: str) -> None:
    faults: list[Fault] = []
    assert name_from_wire(name, "territories", "body", faults) == ""
    assert reasons(faults) == [("body", "NAME_MALFORMED")]
    assert len(str(faults[0].text)) < 150


@given(st.uuids())
def test_a_uuid_in_a_name_is_read_in_its_one_spelling(wanted: UUID) -> None:
    for spelling in (str(wanted), str(wanted).upper(), wanted.hex):
        faults: list[Fault] = []
        assert uuid_name_from_wire(f"projects/{spelling}", "projects", "name", faults) == str(wanted)
        assert faults == []


@pytest.mark.parametrize(
    "name", ["projects/62528", "people/0190f0f0-0000-7000-8000-000000000000", "projects/"]
)
def test_a_name_without_a_uuid_has_exactly_one_fault(name: str) -> None:
    faults: list[Fault] = []
    assert uuid_name_from_wire(name, "projects", "name", faults) == ""
    assert reasons(faults) == [("name", "NAME_MALFORMED")]
