"""What people type: amounts, days, dates; and that nothing typed is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from chassis.wire import money_to_wire
from services.portal.views.forms import Form, decimal_typed, iso, plain_amount


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1 234,56 €", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("1234.56", "1234.56"),
        ("12", "12"),
        ("-3", "-3"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, meant: str) -> None:
    assert decimal_typed(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["", "douze", "1,2,3", "1e9", "NaN", "٣", "1.234.567"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert decimal_typed(typed) is None


@pytest.mark.parametrize("typed", ["beaucoup", "-1", "0,001", "999999999999"])
def test_a_wrong_amount_is_a_fault_of_its_field(typed: str) -> None:
    form = Form({"cost": [typed]})
    assert form.money("cost") is None
    assert [fault.field for fault in form.faults] == ["cost"]


@given(st.decimals(min_value=0, max_value=10**10, places=2))
def test_an_amount_shown_in_a_field_reads_back_the_same(amount: Decimal) -> None:
    form = Form({"cost": [plain_amount(money_to_wire(amount))]})
    assert (form.amount("cost") or Decimal(0)) == amount
    assert not form.faults


def test_a_date_reads_back_the_same() -> None:
    form = Form({"day": ["2026-11-22"]})
    day = form.date("day")
    assert day is not None
    assert iso(day) == "2026-11-22"


def test_a_date_that_does_not_exist_is_a_fault() -> None:
    form = Form({"day": ["2026-02-30"]})
    assert form.date("day") is None
    assert form.fault("day")


def test_a_needed_date_that_is_missing_is_a_fault_and_another_is_not() -> None:
    form = Form({"day": [""]})
    assert form.date("day") is None
    assert not form.faults
    form.date("day", needed=True)
    assert form.fault("day")


def test_a_choice_outside_the_list_is_a_fault() -> None:
    form = Form({"nature": ["99"]})
    assert form.option("nature", [1, 2]) == 0
    assert form.fault("nature")


def test_what_a_browser_sends_is_kept_in_order_and_without_nul_characters() -> None:
    form = Form.typed(FormData([("area", "Loos"), ("area", ""), ("area", "Len\0s ")]))
    assert form.column("area") == ["Loos", "", "Lens"]
    assert form.all("area") == ["Loos", "Lens"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("project.title", "title"),
        ("title", "title"),
        ("project.facts.works_area[2]", "facts.works_area"),
        ("lines[0].amount", "lines[0].amount"),
    ],
)
def test_faults_of_a_service_point_at_the_field_of_the_form(path: str, field: str) -> None:
    form = Form({field: ["typed"]})
    form.take([(path, "à corriger")], "message")
    assert [(fault.field, fault.text) for fault in form.faults] == [(field, "à corriger")]


def test_a_refusal_without_fields_is_said_once() -> None:
    form = Form()
    form.take([], "Impossible maintenant.")
    assert [(fault.field, fault.text) for fault in form.faults] == [("", "Impossible maintenant.")]
