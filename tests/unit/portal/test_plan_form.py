"""The lines of a plan: rows typed, rows emptied, rows in between."""

from __future__ import annotations

import pytest
from google.type.money_pb2 import Money

from archipel.funding.v1.funding_pb2 import FinancingPlan
from archipel.funding.v1.lines_pb2 import Line, LineInput, LineKind, LineState, SubsidySource
from archipel.projects.v1.territories_pb2 import Level
from services.portal.storage.directory import Body, Directory
from services.portal.views.forms import Form
from services.portal.views.plan_form import form_from_plan, lines_from_form
from tests.unit.portal.territory import CALL, LOOS, directory

KIND = LineKind


def euros(units: int) -> Money:
    return Money(currency_code="EUR", units=units)


def plan() -> FinancingPlan:
    return FinancingPlan(
        cost=euros(100_000),
        owner=f"territories/{LOOS}",
        lines=[
            Line(
                id="1",
                kind=KIND.LINE_KIND_OWN_SHARE,
                amount=euros(20_000),
                state=LineState.LINE_STATE_PLANNED,
            ),
            Line(
                id="2",
                kind=KIND.LINE_KIND_SUBSIDY,
                source=SubsidySource.SUBSIDY_SOURCE_STATE,
                programme="DETR",
                amount=euros(30_000),
                state=LineState.LINE_STATE_REQUESTED,
                eligible_base=euros(90_000),
            ),
            Line(
                id="3",
                kind=KIND.LINE_KIND_FONDS_DE_CONCOURS,
                funder=f"territories/{CALL}",
                amount=euros(10_000),
                state=LineState.LINE_STATE_GRANTED,
            ),
        ],
    )


def test_the_lines_of_a_plan_sent_again_are_the_same() -> None:
    form = form_from_plan(plan(), directory())
    assert lines_from_form(form, directory()) == [
        LineInput(id="1", kind=KIND.LINE_KIND_OWN_SHARE, amount=euros(20_000)),
        LineInput(
            id="2",
            kind=KIND.LINE_KIND_SUBSIDY,
            source=SubsidySource.SUBSIDY_SOURCE_STATE,
            programme="DETR",
            amount=euros(30_000),
            state=LineState.LINE_STATE_REQUESTED,
            eligible_base=euros(90_000),
        ),
        LineInput(
            id="3", kind=KIND.LINE_KIND_FONDS_DE_CONCOURS, funder=f"territories/{CALL}", amount=euros(10_000)
        ),
    ]
    assert not form.faults


def test_a_line_whose_amount_is_emptied_is_taken_out_and_the_others_keep_their_ids() -> None:
    form = form_from_plan(plan(), directory())
    form.put("lines[1].amount", "")
    assert [line.id for line in lines_from_form(form, directory())] == ["1", "3"]
    assert not form.faults


def test_empty_rows_are_passed_over_and_faults_point_at_the_rows_shown() -> None:
    form = Form(
        {
            "lines[0].kind": [""],
            "lines[0].amount": [""],
            "lines[1].kind": [str(KIND.LINE_KIND_OWN_SHARE)],
            "lines[1].amount": ["beaucoup"],
        }
    )
    lines_from_form(form, directory())
    assert [fault.field for fault in form.faults] == ["lines[0].amount"]
    assert form.text("lines[0].amount") == "beaucoup"


def test_a_new_line_without_an_amount_is_a_fault() -> None:
    form = Form({"lines[0].kind": [str(KIND.LINE_KIND_OWN_SHARE)], "lines[0].amount": [""]})
    lines_from_form(form, directory())
    assert form.fault("lines[0].amount")


def test_a_funder_that_is_no_body_is_kept_by_its_name() -> None:
    form = Form(
        {
            "lines[0].kind": [str(KIND.LINE_KIND_PRIVATE)],
            "lines[0].amount": ["500"],
            "lines[0].funder": ["Fondation du patrimoine"],
        }
    )
    (line,) = lines_from_form(form, directory())
    assert (line.funder, line.funder_title) == ("", "Fondation du patrimoine")


@pytest.mark.parametrize(
    ("funder", "programme", "source"),
    [
        ("État", "", SubsidySource.SUBSIDY_SOURCE_STATE),
        ("Préfecture du Pas-de-Calais", "", SubsidySource.SUBSIDY_SOURCE_STATE),
        ("", "DSIL 2027", SubsidySource.SUBSIDY_SOURCE_STATE),
        ("Région Hauts-de-France", "", SubsidySource.SUBSIDY_SOURCE_REGION),
        ("Département du Pas-de-Calais", "", SubsidySource.SUBSIDY_SOURCE_DEPARTMENT),
        ("Europe", "FEDER", SubsidySource.SUBSIDY_SOURCE_EUROPE),
        ("Hauts-de-France (32)", "", SubsidySource.SUBSIDY_SOURCE_REGION),
        ("Fondation du patrimoine", "", SubsidySource.SUBSIDY_SOURCE_UNSPECIFIED),
    ],
)
def test_a_subsidy_whose_funder_or_programme_says_where_it_comes_from_needs_no_more(
    funder: str, programme: str, source: SubsidySource.ValueType
) -> None:
    form = Form(
        {
            "lines[0].kind": [str(KIND.LINE_KIND_SUBSIDY)],
            "lines[0].amount": ["500"],
            "lines[0].funder": [funder],
            "lines[0].programme": [programme],
        }
    )
    known = Directory([*directory(), Body("32", Level.LEVEL_REGION, "Hauts-de-France")])
    (line,) = lines_from_form(form, known)
    assert line.source == source
    form.put("lines[0].source", str(SubsidySource.SUBSIDY_SOURCE_OTHER))
    (line,) = lines_from_form(form, known)
    assert line.source == SubsidySource.SUBSIDY_SOURCE_OTHER
