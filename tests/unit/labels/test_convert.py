from __future__ import annotations

from typing import get_args

import pytest

from archipel.labels.v1 import events_pb2
from archipel.projects.v1 import events_pb2 as project_events
from archipel.projects.v1 import project_facts_pb2 as facts_pb
from archipel.projects.v1 import projects_pb2, subsidiarity_pb2
from services.labels.convert.events import ProjectEvent, application_event_to_proto, project_ref_of
from services.labels.domain.events import ApplicationEvent, ApplicationOpinionGiven
from services.labels.domain.framework import FACT_VALUES
from services.labels.domain.project_ref import ProjectRef
from tests.unit.labels.builders import application, marked, sheet


def ref_of(**changes: object) -> ProjectRef:
    values: dict[str, object] = {
        "name": "projects/p-1",
        "title": "Toiture solaire",
        "lead": "territories/62528",
        "state": projects_pb2.PROJECT_STATE_PROPOSED,
    }
    return project_ref_of(
        project_events.ProjectSubmitted(project=projects_pb2.Project(**{**values, **changes}))  # type: ignore[arg-type]
    )


def test_every_event_that_carries_a_project_is_listened_to() -> None:
    carrying = {
        message.full_name
        for message in project_events.DESCRIPTOR.message_types_by_name.values()
        if "project" in message.fields_by_name
    }
    assert {event.DESCRIPTOR.full_name for event in get_args(ProjectEvent)} == carrying


def test_every_event_of_an_application_has_its_message_and_every_message_its_event() -> None:
    told = set()
    for kind in get_args(ApplicationEvent):
        event = kind("technical") if kind is ApplicationOpinionGiven else kind()
        told.add(application_event_to_proto(application(), event).DESCRIPTOR.name)
    assert told | {"CampaignOpened"} == set(events_pb2.DESCRIPTOR.message_types_by_name)


def test_an_event_before_the_decision_carries_no_marks() -> None:
    subject = marked(sheet(energy=3, team=3))
    message = application_event_to_proto(subject, subject.recorded[-1])
    assert isinstance(message, events_pb2.ApplicationMarked)
    assert message.application.jurors_marked == 1
    assert (len(message.application.sheets), message.application.HasField("score")) == (0, False)


def test_a_copy_of_a_project_holds_its_bodies_and_its_state() -> None:
    ref = ref_of(
        restricted=True,
        synthetic=True,
        participants=[
            projects_pb2.Participant(body="territories/62386", answer=projects_pb2.ANSWER_CONFIRMED),
            projects_pb2.Participant(body="territories/62510", answer=projects_pb2.ANSWER_DECLINED),
        ],
        decision=subsidiarity_pb2.Decision(
            owner=subsidiarity_pb2.Owner(kind=subsidiarity_pb2.OWNER_KIND_BODY, body="territories/246200364")
        ),
    )
    assert (ref.id, ref.lead, ref.owner, ref.state) == ("p-1", "62528", "246200364", "proposed")
    assert ref.participants == frozenset({"62386"})
    assert (ref.restricted, ref.synthetic) == (True, True)


def test_inhabitants_or_a_third_party_are_no_body_that_owns() -> None:
    owner = subsidiarity_pb2.Owner(kind=subsidiarity_pb2.OWNER_KIND_INHABITANTS, title="les habitants")
    assert ref_of(decision=subsidiarity_pb2.Decision(owner=owner)).owner == ""


@pytest.mark.parametrize(
    ("facts", "nature", "equipment"),
    [
        (facts_pb.ProjectFacts(), "approach", "false"),
        (facts_pb.ProjectFacts(nature=facts_pb.NATURE_INVESTMENT), "investment", "true"),
        (facts_pb.ProjectFacts(nature=facts_pb.NATURE_INVESTMENT, equipment=False), "investment", "false"),
        (facts_pb.ProjectFacts(nature=facts_pb.NATURE_EVENT, equipment=True), "event", "true"),
    ],
)
def test_facts_that_were_left_out_have_their_stated_default(
    facts: facts_pb.ProjectFacts, nature: str, equipment: str
) -> None:
    copied = ref_of(facts=facts).facts
    assert (copied["nature"], copied["equipment"]) == (nature, equipment)


def test_the_facts_of_a_copy_are_those_that_a_grid_may_ask_about() -> None:
    assert set(ref_of().facts) == set(FACT_VALUES)
    natures = {
        name.removeprefix("NATURE_").lower()
        for name in facts_pb.Nature.keys()  # noqa: SIM118 -- an enum of the wire is no mapping
        if name != "NATURE_UNSPECIFIED"
    }
    assert natures == FACT_VALUES["nature"]
