"""What bodies say of a decision: the domain's ↔ the fields of the wire's project."""

from __future__ import annotations

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from archipel.projects.v1 import consent_pb2, projects_pb2
from chassis.wire import date_from_wire, date_to_wire, time_to_wire
from services.projects.convert.enums import CONCILIATOR_KIND, CONTEST_GROUND, OPINION_KIND, OPINION_VALUE
from services.projects.convert.facts import body_name
from services.projects.domain.consent import Contest, ContestAnswer, Deliberation
from services.projects.domain.consent_round import Conciliation, Consent, Opinion


def write_consent(consent: Consent, message: projects_pb2.Project) -> None:
    """Fill the fields of a project's message that tell of consent."""
    if consent.acceptance is not None:
        message.acceptance.CopyFrom(deliberation_to_proto(consent.acceptance))
    message.opinions.extend(_opinion_to_proto(each) for each in consent.opinions)
    message.contests.extend(_contest_to_proto(each) for each in consent.contests)
    message.conciliations.extend(_conciliation_to_proto(each) for each in consent.conciliations)


def consent_from_proto(message: projects_pb2.Project) -> Consent:
    """The consent of a project that this service wrote itself: it is taken as it stands."""
    return Consent(
        opinions=tuple(_opinion(each) for each in message.opinions),
        acceptance=deliberation_from_proto(message.acceptance) if message.HasField("acceptance") else None,
        contests=tuple(_contest(each) for each in message.contests),
        conciliations=tuple(_conciliation(each) for each in message.conciliations),
    )


def deliberation_to_proto(deliberation: Deliberation) -> consent_pb2.Deliberation:
    return consent_pb2.Deliberation(
        date=date_to_wire(deliberation.date),
        reference=deliberation.reference,
        votes_for=deliberation.votes_for,
        votes_cast=deliberation.votes_cast,
    )


def deliberation_from_proto(message: consent_pb2.Deliberation) -> Deliberation:
    """A deliberation that this service wrote itself."""
    day = date_from_wire(message.date, "date", [])
    assert day is not None
    return Deliberation(day, message.reference, message.votes_for, message.votes_cast)


def _opinion_to_proto(opinion: Opinion) -> consent_pb2.Opinion:
    return consent_pb2.Opinion(
        body=body_name(opinion.body),
        kind=OPINION_KIND.to_wire(opinion.kind),
        value=OPINION_VALUE.to_wire(opinion.value),
        due=date_to_wire(opinion.due),
        text=opinion.text,
        deliberation=None if opinion.deliberation is None else deliberation_to_proto(opinion.deliberation),
        time=time_to_wire(opinion.time),
    )


def _opinion(message: consent_pb2.Opinion) -> Opinion:
    due = date_from_wire(message.due, "due", [])
    assert due is not None
    return Opinion(
        body=_code(message.body),
        kind=OPINION_KIND.stored(message.kind),
        due=due,
        value=OPINION_VALUE.stored(message.value),
        text=message.text,
        deliberation=(
            deliberation_from_proto(message.deliberation) if message.HasField("deliberation") else None
        ),
        time=_instant(message.time) if message.HasField("time") else None,
    )


def _contest_to_proto(contest: Contest) -> consent_pb2.Contest:
    answer = contest.answer
    return consent_pb2.Contest(
        body=body_name(contest.body),
        ground=CONTEST_GROUND.to_wire(contest.ground),
        text=contest.text,
        time=time_to_wire(contest.time),
        documents=contest.documents,
        decision_number=contest.decision_number,
        answer=None if answer is None else consent_pb2.ContestAnswer(upheld=answer.upheld, text=answer.text),
    )


def _contest(message: consent_pb2.Contest) -> Contest:
    answer = message.answer
    return Contest(
        body=_code(message.body),
        ground=CONTEST_GROUND.stored(message.ground),
        text=message.text,
        time=_instant(message.time),
        documents=tuple(message.documents),
        # Contests from before decisions were counted are of the first.
        decision_number=message.decision_number or 1,
        answer=ContestAnswer(answer.upheld, answer.text) if message.HasField("answer") else None,
    )


def _conciliation_to_proto(conciliation: Conciliation) -> consent_pb2.Conciliation:
    return consent_pb2.Conciliation(
        kind=CONCILIATOR_KIND.to_wire(conciliation.kind),
        body=body_name(conciliation.body),
        open_time=time_to_wire(conciliation.open_time),
        close_time=time_to_wire(conciliation.close_time),
        text=conciliation.text,
        amended=conciliation.amended,
    )


def _conciliation(message: consent_pb2.Conciliation) -> Conciliation:
    return Conciliation(
        kind=CONCILIATOR_KIND.stored(message.kind),
        body=_code(message.body),
        open_time=_instant(message.open_time) if message.HasField("open_time") else None,
        close_time=_instant(message.close_time) if message.HasField("close_time") else None,
        text=message.text,
        amended=message.amended,
    )


def _code(name: str) -> str:
    return name.removeprefix("territories/")


def _instant(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)
