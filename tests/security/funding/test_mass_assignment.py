"""No request of funding carries a plan: what is paid, granted or owned is written by the verbs alone."""

from __future__ import annotations

from archipel.funding.v1 import funding_pb2 as pb
from archipel.funding.v1 import lines_pb2 as lines
from chassis.testing.running import refusal
from services.funding.access import ACCESS
from tests.security.cast import ANONYMOUS, LOOS, MAYOR
from tests.security.funding.staged import granted, lines_of, planned
from tests.security.reflection import reflected, request_class
from tests.security.stage import PlaceStage

OF_THE_VERBS = frozenset({"requested_amount", "largest_allowed", "grant", "payments", "paid", "refusal"})
"""Fields of a line that its owner cannot write: a line that is entered has none of them."""


async def test_no_request_carries_a_resource(stage: PlaceStage) -> None:
    methods = await reflected(stage.client(ANONYMOUS))
    carrying = {
        method.name
        for path, method in methods.items()
        if path in ACCESS
        and any(
            field.message_type and "home_node" in field.message_type.fields_by_name
            for field in request_class(method).DESCRIPTOR.fields
        )
    }
    assert carrying == set()


def test_what_is_entered_of_a_line_has_no_field_of_the_verbs() -> None:
    of_a_line = set(lines.Line.DESCRIPTOR.fields_by_name)
    entered = set(lines.LineInput.DESCRIPTOR.fields_by_name)
    assert of_a_line - entered == OF_THE_VERBS
    assert entered <= of_a_line


async def test_the_owner_says_of_no_fonds_de_concours_that_it_was_asked_granted_or_refused(
    stage: PlaceStage,
) -> None:
    plan = await planned(stage.place)
    for state in (lines.LINE_STATE_REQUESTED, lines.LINE_STATE_GRANTED, lines.LINE_STATE_REFUSED):
        entered = lines_of(plan)
        entered[2].state = state
        request = pb.SetLinesRequest(name=plan.name, body=f"territories/{LOOS}", lines=entered)
        refused = await refusal(stage.place.do(MAYOR, "SetLines", request))
        assert refused.fields == {"lines[2].state": "STATE_NOT_SETTABLE"}


async def test_a_granted_fonds_de_concours_is_not_written_anew(stage: PlaceStage) -> None:
    plan = await granted(stage.place)
    for change in ({"amount": {"units": 1}}, {"funder": f"territories/{LOOS}"}, {"kind": 2}, {"id": ""}):
        entered = lines_of(plan)
        entered[2].MergeFrom(lines.LineInput(**change))
        if "id" in change:
            entered[2].id = ""
        request = pb.SetLinesRequest(name=plan.name, body=f"territories/{LOOS}", lines=entered)
        refused = await refusal(stage.place.do(MAYOR, "SetLines", request))
        assert refused.reason in (
            "LINE_ENGAGED",
            "FUNDER_IS_OWNER",
            "SOURCE_MISSING",
            "STATE_NOT_SETTABLE",
        )
    assert await stage.place.do(MAYOR, "GetPlan", pb.GetPlanRequest(name=plan.name)) == plan
