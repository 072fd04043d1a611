"""Charters over gRPC: written, simulated, voted, in force from their day on; and what the others may see."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import grpc
from google.type.date_pb2 import Date
from sqlalchemy import select

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1 import charters_pb2 as pb
from archipel.projects.v1 import events_pb2, projects_pb2, subsidiarity_pb2
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from archipel.projects.v1.subsidiarity_pb2_grpc import SubsidiarityServiceStub
from chassis.tables import journal
from chassis.testing.running import refusal
from chassis.wire import date_to_wire
from tests.fixtures.projects.charter_texts import (
    ARTOIS,
    INFORMED_AT_ONCE,
    NO_ROOM_FOR_CONSENT,
    pact_text,
    pole_text,
)
from tests.integration.projects.charters.conftest import CALL, POLE, TODAY, Council
from tests.integration.projects.project.world import body, castors, euros, vote

FIRST_DAY = date(2027, 1, 1)
IN_FORCE = pb.GetCharterRequest(name="charters/in-force")


async def in_force(council: Council) -> pb.Charter:
    found: pb.Charter = await council.do("", "GetCharter", IN_FORCE)
    return found


async def test_the_founding_charter_is_in_force_with_rules_and_figures_for_people(council: Council) -> None:
    charter = await in_force(council)

    assert (charter.name, charter.charter_id, charter.version) == ("charters/founding", "artois", "1")
    assert (charter.state, charter.body) == (pb.CHARTER_STATE_ADOPTED, body(POLE))
    assert charter.text == ARTOIS
    rules = {rule.id: rule for rule in charter.rules}
    assert list(rules) == [f"R{number}" for number in range(12)]
    assert (rules["R1"].layer, rules["R3"].layer) == (pb.CHARTER_LAYER_LAW, pb.CHARTER_LAYER_POLE)
    (shared, _) = rules["R6"].conditions
    assert (shared.name, shared.expression) == ("need_is_shared", "project.communes_with_same_need >= 2")
    assert all(rule.text and rule.source for rule in charter.rules)
    assert all(condition.meaning for rule in charter.rules for condition in rule.conditions)
    days = next(each for each in charter.parameters if each.name == "consent_days")
    assert (days.value, days.unit, days.latitude) == ("30", "days", "peut augmenter, jusqu’à 90")


async def test_a_charter_goes_from_draft_to_vote_and_supersedes_the_one_before(council: Council) -> None:
    draft = await council.created("clerk", POLE, pole_text(INFORMED_AT_ONCE))
    assert (draft.state, draft.version, draft.home_node) == (pb.CHARTER_STATE_DRAFT, "2", "test")
    early = pb.PutCharterToVoteRequest(name=draft.name, body=body(POLE))
    assert (await council.refused("pole", "PutCharterToVote", early)).reason == "NOT_SIMULATED"
    simulated = await council.simulated(draft)
    assert simulated.simulation == "simulations/0190-simulation"

    changed = pb.UpdateCharterRequest(
        name=draft.name, etag=simulated.etag, body=body(POLE), text=pole_text(INFORMED_AT_ONCE, version="2b")
    )
    updated = await council.do("clerk", "UpdateCharter", changed)
    assert (updated.state, updated.simulation) == (pb.CHARTER_STATE_DRAFT, "")
    await council.simulated(updated)
    before_the_vote = await council.do("pole", "PutCharterToVote", early)
    assert before_the_vote.state == pb.CHARTER_STATE_PUT_TO_VOTE
    changed.etag = changed.request_id = ""
    assert (await council.refused("clerk", "UpdateCharter", changed)).reason == "STATE_FORBIDS"

    adopt = pb.AdoptCharterRequest(
        name=draft.name,
        body=body(POLE),
        deliberation=vote(TODAY, "2026-11-007"),
        in_force_from=date_to_wire(FIRST_DAY),
    )
    assert (await council.refused("clerk", "AdoptCharter", adopt)).reason == "ROLE_MISSING"
    adopted = await council.do("pole", "AdoptCharter", adopt)
    assert (adopted.state, adopted.deliberation.reference) == (pb.CHARTER_STATE_ADOPTED, "2026-11-007")

    founding = await in_force(council)
    assert (founding.name, founding.state) == ("charters/founding", pb.CHARTER_STATE_SUPERSEDED)
    assert founding.in_force_to == Date(year=2026, month=12, day=31)
    council.clock.instant = datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert (await in_force(council)).name == adopted.name

    third = await council.adopted("pole", POLE, pole_text(version="3"), date(2027, 2, 1))
    former = await council.do("", "GetCharter", pb.GetCharterRequest(name=adopted.name))
    assert (former.state, former.in_force_to) == (
        pb.CHARTER_STATE_SUPERSEDED,
        Date(year=2027, month=1, day=31),
    )
    listed = await council.do("", "ListCharters", pb.ListChartersRequest())
    assert [each.name for each in listed.charters] == [third.name, adopted.name, "charters/founding"]
    assert not any(each.text or each.rules or each.parameters for each in listed.charters)
    page = await council.do("", "ListCharters", pb.ListChartersRequest(page_size=2))
    request = pb.ListChartersRequest(page_size=2, page_token=page.next_page_token)
    rest = await council.do("", "ListCharters", request)
    assert [each.name for each in rest.charters] == ["charters/founding"]
    assert not rest.next_page_token


async def test_a_decision_keeps_the_version_that_it_was_taken_with(council: Council) -> None:
    second = await council.adopted("pole", POLE, pole_text(INFORMED_AT_ONCE), FIRST_DAY)
    cheap = {"facts": castors().facts}
    cheap["facts"].cost.CopyFrom(euros(20_000))

    async def submitted() -> projects_pb2.Project:
        draft = await council.ask(
            "mayor",
            ProjectsServiceStub,
            "CreateProject",
            projects_pb2.CreateProjectRequest(project=castors(**cheap)),
        )
        return await council.ask(  # type: ignore[no-any-return]  # the stub is not typed
            "mayor", ProjectsServiceStub, "SubmitProject", projects_pb2.SubmitProjectRequest(name=draft.name)
        )

    first = await submitted()
    assert first.decision.charter_version == "1"
    council.clock.instant = datetime(2027, 1, 1, 12, tzinfo=UTC)
    later = await submitted()

    assert later.decision.charter_version == "2"
    assert later.decision != first.decision
    again = await council.ask(
        "mayor", ProjectsServiceStub, "GetProject", projects_pb2.GetProjectRequest(name=first.name)
    )
    assert again.decision == first.decision
    asked = subsidiarity_pb2.EvaluateSubsidiarityRequest(facts=castors(**cheap).facts)
    for day, version in ((FIRST_DAY, "2"), (FIRST_DAY - timedelta(days=1), "1")):
        asked.on.CopyFrom(date_to_wire(day))
        answer = await council.ask("mayor", SubsidiarityServiceStub, "EvaluateSubsidiarity", asked)
        assert answer.charter_version == version
    assert second.version == "2"


async def test_every_fault_of_a_text_is_told_at_once_with_its_line_and_a_caret(council: Council) -> None:
    broken = pole_text(
        ("project.communes_with_same_need >= 2", "project.communes_with_sane_need >= 2"),
        ('value: "50000"', 'value: "beaucoup"'),
    )
    request = pb.CreateCharterRequest(body=body(POLE), text=broken)
    refused = await council.refused("clerk", "CreateCharter", request)

    assert refused.code == grpc.StatusCode.INVALID_ARGUMENT
    assert set(refused.fields) == {
        "text.rules.R6.conditions.need_is_shared", "text.parameters.informed_above.value",
    }  # fmt: skip
    line = broken[: broken.index("beaucoup")].count("\n") + 1
    assert f"Ligne {line} :" in refused.message
    assert '\n    value: "beaucoup"\n            ^' in refused.message


async def test_what_is_another_bodys_to_vote_is_refused(council: Council) -> None:
    pact = pb.CreateCharterRequest(body=body(CALL), text=pact_text(CALL))
    assert (await council.refused("cahc", "CreateCharter", pact)).reason == "ROLE_MISSING"
    wrong = pb.CreateCharterRequest(body=body(CALL), text=pole_text())
    assert (await council.refused("call", "CreateCharter", wrong)).fields == {
        "text.layer": "LAYER_OF_ANOTHER_BODY"
    }
    again = pb.CreateCharterRequest(body=body(POLE), text=ARTOIS)
    assert (await council.refused("pole", "CreateCharter", again)).fields == {"text.version": "VERSION_TAKEN"}

    draft = await council.created("call", CALL, pact_text(CALL))
    theirs = pb.WithdrawCharterRequest(name=draft.name, body=body(POLE))
    assert (await council.refused("pole", "WithdrawCharter", theirs)).code == grpc.StatusCode.NOT_FOUND
    await council.simulated(draft)
    await council.do("call", "PutCharterToVote", pb.PutCharterToVoteRequest(name=draft.name, body=body(CALL)))
    assert (await council.refused("pole", "WithdrawCharter", theirs)).reason == "NOT_THE_VOTING_BODY"
    gone = await council.do(
        "call", "WithdrawCharter", pb.WithdrawCharterRequest(name=draft.name, body=body(CALL))
    )
    assert gone.state == pb.CHARTER_STATE_WITHDRAWN


async def test_a_draft_is_known_to_its_own_body_alone(council: Council) -> None:
    draft = await council.created("call", CALL, pact_text(CALL))
    get = pb.GetCharterRequest(name=draft.name)
    assert (await council.do("call", "GetCharter", get)) == draft
    for person in ("", "pole", "cahc", "mayor"):
        assert (await council.refused(person, "GetCharter", get)).reason == "NOT_FOUND"
        listed = await council.do(person, "ListCharters", pb.ListChartersRequest())
        assert draft.name not in [each.name for each in listed.charters]
        compare = pb.CompareChartersRequest(name=draft.name)
        assert (await council.refused(person, "CompareCharters", compare)).reason == "NOT_FOUND"
    assert draft.name in [
        each.name for each in (await council.do("call", "ListCharters", pb.ListChartersRequest())).charters
    ]


async def test_layers_that_do_not_go_together_are_refused_whichever_comes_second(council: Council) -> None:
    beyond = pb.CreateCharterRequest(body=body(CALL), text=pact_text(CALL, consent_days=91))
    refused = await council.refused("call", "CreateCharter", beyond)
    assert refused.fields == {"text.parameters.consent_days.value": "BEYOND_THE_LATITUDE"}
    assert "Charte de subsidiarité active de l’Artois" in refused.message
    assert f"Pacte de {CALL}" in refused.message

    hindering = await council.simulated(await council.created("pole", POLE, pole_text(NO_ROOM_FOR_CONSENT)))
    await council.adopted("call", CALL, pact_text(CALL), TODAY)
    put = pb.PutCharterToVoteRequest(name=hindering.name, body=body(POLE))
    refused = await council.refused("pole", "PutCharterToVote", put)
    assert refused.fields == {"text.parameters.consent_days.value": "BEYOND_THE_LATITUDE"}
    assert f"Pacte de {CALL}" in refused.message


async def test_a_pact_decides_in_its_own_agglomeration_only(council: Council) -> None:
    await council.adopted("call", CALL, pact_text(CALL), TODAY)
    inside = castors().facts
    outside = castors().facts
    outside.works_area[:] = [body("62427")]

    async def asked(facts: object) -> subsidiarity_pb2.Decision:
        request = subsidiarity_pb2.EvaluateSubsidiarityRequest(facts=facts)  # type: ignore[arg-type]
        answer: subsidiarity_pb2.Decision = await council.ask(
            "mayor", SubsidiarityServiceStub, "EvaluateSubsidiarity", request
        )
        return answer

    assert "pacte" in (await asked(inside)).charter_version
    assert any("conférence des maires" in text for text in (await asked(inside)).conditions)
    assert (await asked(outside)).charter_version == "1"


async def test_a_draft_may_be_asked_instead_of_the_charter_in_force_by_its_own_body(council: Council) -> None:
    draft = await council.created("pole", POLE, pole_text(INFORMED_AT_ONCE))
    request = subsidiarity_pb2.EvaluateSubsidiarityRequest(facts=castors().facts, charter=draft.name)
    answer = await council.ask("pole", SubsidiarityServiceStub, "EvaluateSubsidiarity", request)
    assert (answer.charter_id, answer.charter_version) == ("artois", "2")
    client = council.client("cahc")
    stranger = client.call(SubsidiarityServiceStub(client.channel).EvaluateSubsidiarity, request)
    assert (await refusal(stranger)).reason == "NOT_FOUND"


async def test_what_a_version_changes_is_told_against_the_one_in_force(council: Council) -> None:
    draft = await council.created("pole", POLE, pole_text(INFORMED_AT_ONCE))
    found = await council.do("pole", "CompareCharters", pb.CompareChartersRequest(name=draft.name))
    assert (found.name, found.against) == (draft.name, "charters/founding")
    (change,) = found.changes
    assert (change.path, change.before, change.after) == ("parameters.informed_above", "50000", "0")


async def test_each_step_is_an_event_that_carries_the_charter(council: Council) -> None:
    adopted = await council.adopted("pole", POLE, pole_text(), FIRST_DAY)
    async with council.service.foundation.engine.connect() as connection:
        rows = await connection.execute(
            select(journal.c.envelope).where(journal.c.kind == "charters").order_by(journal.c.version)
        )
        events = [Envelope.FromString(bytes(row.envelope)) for row in rows]
    assert [event.type.rpartition(".")[2] for event in events] == [
        "CharterDrafted", "CharterSimulated", "CharterPutToVote", "CharterAdopted",
    ]  # fmt: skip
    assert [list(event.audience) for event in events] == [[POLE], [POLE], [], []]
    last = events_pb2.CharterAdopted.FromString(events[-1].data).charter
    assert (last.name, last.text, last.etag) == (adopted.name, adopted.text, adopted.etag)


async def test_of_two_first_adoptions_at_once_one_follows_the_other(council: Council) -> None:
    texts = [pact_text(CALL, version="1"), pact_text(CALL, version="2")]
    drafts = [await council.simulated(await council.created("call", CALL, text)) for text in texts]
    for draft in drafts:
        put = pb.PutCharterToVoteRequest(name=draft.name, body=body(CALL))
        await council.do("call", "PutCharterToVote", put)
    adopted = await asyncio.gather(
        *(
            council.do(
                "call",
                "AdoptCharter",
                pb.AdoptCharterRequest(
                    name=draft.name,
                    body=body(CALL),
                    deliberation=vote(TODAY),
                    in_force_from=date_to_wire(FIRST_DAY),
                ),
            )
            for draft in drafts
        )
    )
    found = [
        await council.do("", "GetCharter", pb.GetCharterRequest(name=charter.name)) for charter in adopted
    ]
    assert sorted(charter.state for charter in found) == [
        pb.CHARTER_STATE_ADOPTED, pb.CHARTER_STATE_SUPERSEDED,
    ]  # fmt: skip


async def put_to_vote(council: Council, person: str, code: str, text: str) -> pb.Charter:
    draft = await council.simulated(await council.created(person, code, text))
    request = pb.PutCharterToVoteRequest(name=draft.name, body=body(code))
    waiting: pb.Charter = await council.do(person, "PutCharterToVote", request)
    return waiting


def adoption(charter: pb.Charter, first_day: date = FIRST_DAY) -> pb.AdoptCharterRequest:
    return pb.AdoptCharterRequest(
        name=charter.name,
        body=charter.body,
        deliberation=vote(TODAY),
        in_force_from=date_to_wire(first_day),
    )


async def test_what_was_adopted_since_the_text_went_to_the_vote_counts_at_its_adoption(
    council: Council,
) -> None:
    hindering = await put_to_vote(council, "pole", POLE, pole_text(NO_ROOM_FOR_CONSENT))
    twin = await put_to_vote(council, "pole", POLE, pole_text())
    await council.adopted("call", CALL, pact_text(CALL), TODAY)
    refused = await council.refused("pole", "AdoptCharter", adoption(hindering))
    assert refused.fields == {"text.parameters.consent_days.value": "BEYOND_THE_LATITUDE"}

    other = await put_to_vote(council, "pole", POLE, pole_text(INFORMED_AT_ONCE))
    await council.do("pole", "AdoptCharter", adoption(twin))
    refused = await council.refused("pole", "AdoptCharter", adoption(other))
    assert refused.fields == {"name": "VERSION_TAKEN"}
    third = await put_to_vote(council, "pole", POLE, pole_text(version="3"))
    early = adoption(third, FIRST_DAY - timedelta(days=1))
    refused = await council.refused("pole", "AdoptCharter", early)
    assert refused.fields == {"in_force_from": "IN_FORCE_BEFORE_FORMER"}


async def test_the_poles_first_charter_does_not_begin_before_the_founding_one(council: Council) -> None:
    charter = await put_to_vote(council, "pole", POLE, pole_text())
    request = adoption(charter, date(2025, 12, 31))
    request.deliberation.CopyFrom(vote(date(2025, 6, 1)))
    refused = await council.refused("pole", "AdoptCharter", request)
    assert refused.fields == {"in_force_from": "IN_FORCE_BEFORE_FORMER"}


async def test_without_a_day_the_vote_puts_the_charter_in_force_on_the_day_of_its_text(
    council: Council,
) -> None:
    pact = await put_to_vote(
        council,
        "call",
        CALL,
        pact_text(CALL).replace("in_force_from: 2026-01-01", "in_force_from: 2027-03-01"),
    )
    request = adoption(pact)
    request.ClearField("in_force_from")
    adopted = await council.do("call", "AdoptCharter", request)
    assert adopted.in_force_from == Date(year=2027, month=3, day=1)


async def test_a_version_that_was_replaced_before_its_first_day_never_decides(council: Council) -> None:
    # Drafted first and adopted last: the order of adoption counts.
    third = await put_to_vote(council, "pole", POLE, pole_text(version="3"))
    await council.adopted("pole", POLE, pole_text(INFORMED_AT_ONCE), FIRST_DAY)
    await council.do("pole", "AdoptCharter", adoption(third))
    asked = subsidiarity_pb2.EvaluateSubsidiarityRequest(facts=castors().facts, on=date_to_wire(FIRST_DAY))
    answer = await council.ask("mayor", SubsidiarityServiceStub, "EvaluateSubsidiarity", asked)
    assert answer.charter_version == "3"
    council.clock.instant = datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert (await in_force(council)).name == third.name


async def test_names_that_are_none_are_refused(council: Council) -> None:
    for name in ("", "charters/", "charters/nothing", "projects/founding", "founding"):
        refused = await council.refused("", "GetCharter", pb.GetCharterRequest(name=name))
        assert refused.fields == {"name": "NAME_MALFORMED"}
    update = pb.UpdateCharterRequest(name="charters/founding", body=body(POLE), text="x")
    assert (await council.refused("pole", "UpdateCharter", update)).fields == {"name": "NAME_MALFORMED"}
    adopt = pb.AdoptCharterRequest(name="charters/x", body="y")
    assert set((await council.refused("pole", "AdoptCharter", adopt)).fields) == {
        "name", "body", "deliberation.date", "deliberation.reference",
    }  # fmt: skip
