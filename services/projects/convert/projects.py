"""Projects: what a lead writes comes in as a draft; a whole project goes out, and into storage."""

from __future__ import annotations

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from archipel.projects.v1 import projects_pb2
from chassis.domain import Fault
from chassis.wire import date_from_wire, date_to_wire, name_from_wire, time_to_wire, uuid_name_from_wire
from services.projects.convert.consent import consent_from_proto, write_consent
from services.projects.convert.decisions import decision_from_proto, decision_to_proto
from services.projects.convert.enums import ANSWER, STATE
from services.projects.convert.facts import bodies_from_proto, body_name, facts_from_proto, facts_to_proto
from services.projects.convert.learning import learning_from_proto, write_learning
from services.projects.convert.tenure import tenure_from_proto, write_tenure
from services.projects.domain.drafting import Draft
from services.projects.domain.participation import Participant
from services.projects.domain.project import Project

AT = "project"


def draft_from_proto(message: projects_pb2.Project) -> Draft:
    """What the lead writes; all that is output only is passed over."""
    faults: list[Fault] = []
    invited = [participant.body for participant in message.participants]
    return Draft(
        lead=name_from_wire(message.lead, "territories", f"{AT}.lead", faults),
        title=message.title.strip(),
        facts=facts_from_proto(message.facts, f"{AT}.facts", faults),
        summary=message.summary.strip(),
        participants=bodies_from_proto(invited, f"{AT}.participants", faults),
        planned_start=date_from_wire(message.planned_start, f"{AT}.planned_start", faults),
        restricted=message.restricted,
        synthetic=message.synthetic,
        part_of=_programme(message.part_of, faults),
        unread=tuple(faults),
    )


def _programme(name: str, faults: list[Fault]) -> str:
    return uuid_name_from_wire(name, "projects", f"{AT}.part_of", faults) if name else ""


def project_to_proto(project: Project) -> projects_pb2.Project:
    """The whole project as it stands."""
    written = project.written
    message = projects_pb2.Project(
        name=project.name,
        title=written.title,
        summary=written.summary,
        lead=body_name(written.lead),
        participants=[
            projects_pb2.Participant(
                body=body_name(invited.body),
                answer=ANSWER.to_wire(invited.answer),
                answer_time=time_to_wire(invited.time),
            )
            for invited in project.participants
        ],
        facts=facts_to_proto(written.facts),
        state=STATE.to_wire(project.state),
        decision=None if project.decision is None else decision_to_proto(project.decision),
        past_decisions=[decision_to_proto(past) for past in project.past_decisions],
        create_time=time_to_wire(project.create_time),
        submit_time=time_to_wire(project.submit_time),
        update_time=time_to_wire(project.update_time),
        etag=project.etag,
        home_node=project.home_node,
        epoch=project.epoch,
        synthetic=written.synthetic,
        restricted=written.restricted,
        planned_start=date_to_wire(written.planned_start),
        concerned_bodies=[body_name(code) for code in sorted(project.concerned)],
        part_of=f"projects/{written.part_of}" if written.part_of else "",
    )
    write_consent(project.consent, message)
    write_tenure(project.tenure, message)
    write_learning(project.learning, message)
    return message


def project_from_proto(project_id: str, message: projects_pb2.Project) -> Project:
    """A project that this service wrote itself: it is taken as it stands, without version and head."""
    return Project(
        id=project_id,
        written=draft_from_proto(message),
        create_time=_instant(message.create_time),
        update_time=_instant(message.update_time),
        state=STATE.stored(message.state),
        participants=tuple(
            Participant(
                _code(invited.body),
                ANSWER.stored(invited.answer),
                _instant(invited.answer_time) if invited.HasField("answer_time") else None,
            )
            for invited in message.participants
        ),
        concerned=frozenset(_code(body) for body in message.concerned_bodies),
        submit_time=_instant(message.submit_time) if message.HasField("submit_time") else None,
        decision=decision_from_proto(message.decision) if message.HasField("decision") else None,
        past_decisions=tuple(decision_from_proto(past) for past in message.past_decisions),
        consent=consent_from_proto(message),
        tenure=tenure_from_proto(message),
        learning=learning_from_proto(message),
    )


def _code(name: str) -> str:
    return name.removeprefix("territories/")


def _instant(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)
