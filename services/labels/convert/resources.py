"""Campaigns and applications on their way to the wire."""

from __future__ import annotations

from datetime import date

from archipel.labels.v1 import applications_pb2 as pb
from archipel.labels.v1 import labels_pb2
from chassis.wire import date_to_wire, decimal_to_wire, time_to_wire
from services.labels.convert.names import (
    ADVICES,
    APPLICATION_STATES,
    CAMPAIGN_STATES,
    OUTCOMES,
    framework_name,
    person_name,
    territory_name,
)
from services.labels.domain.campaign import Campaign
from services.labels.domain.decision import Award, Decision
from services.labels.domain.disclosure import Shown
from services.labels.domain.marks import InterestStatement, MarkSheet
from services.labels.domain.opinion import Opinion
from services.labels.domain.score import Score
from services.labels.use_cases.get_totals import Totals


def campaign_to_proto(campaign: Campaign, today: date) -> labels_pb2.Campaign:
    """The campaign with its state on `today`."""
    return labels_pb2.Campaign(
        name=campaign.name,
        title=campaign.title,
        framework=framework_name(campaign.framework),
        body=territory_name(campaign.body),
        opens=date_to_wire(campaign.opens),
        closes=date_to_wire(campaign.closes),
        quota=campaign.quota,
        state=CAMPAIGN_STATES[campaign.state_on(today)],
        create_time=time_to_wire(campaign.created),
        etag=campaign.etag,
        home_node=campaign.home_node,
        epoch=campaign.epoch,
    )


def application_to_proto(shown: Shown) -> pb.Application:
    """The application with what of its instruction may be read."""
    application, instruction = shown.application, shown.disclosure
    return pb.Application(
        name=application.name,
        campaign=f"campaigns/{application.campaign}",
        project=f"projects/{application.project}",
        project_title=application.project_title,
        applicant=territory_name(application.applicant),
        campaign_body=territory_name(application.campaign_body),
        statement=application.statement,
        framework=framework_name(application.framework),
        applicable_criteria=application.applicable,
        state=APPLICATION_STATES[application.state],
        statements=[_statement_to_proto(statement) for statement in instruction.statements],
        sheets=[_sheet_to_proto(sheet) for sheet in instruction.sheets],
        jurors_marked=len(application.sheets),
        opinions=[_opinion_to_proto(opinion) for opinion in application.opinions],
        decision=_decision_to_proto(application.decision),
        award=_award_to_proto(application.award),
        score=_score_to_proto(instruction.score),
        create_time=time_to_wire(application.created),
        update_time=time_to_wire(application.updated),
        etag=application.etag,
        home_node=application.home_node,
        epoch=application.epoch,
        restricted=application.restricted,
        synthetic=application.synthetic,
    )


def totals_to_proto(totals: Totals) -> labels_pb2.Totals:
    return labels_pb2.Totals(
        states=[
            labels_pb2.StateCount(state=APPLICATION_STATES[state], count=count)
            for state, count in totals.states.items()
        ],
        valid_awards=totals.valid_awards,
    )


def _statement_to_proto(statement: InterestStatement) -> pb.InterestStatement:
    return pb.InterestStatement(
        juror=person_name(statement.juror),
        conflict=statement.conflict,
        text=statement.text,
        time=time_to_wire(statement.at),
    )


def _sheet_to_proto(sheet: MarkSheet) -> pb.MarkSheet:
    return pb.MarkSheet(
        juror=person_name(sheet.juror),
        marks=[
            pb.Mark(criterion=mark.criterion, value=mark.value, reason=mark.reason) for mark in sheet.marks
        ],
        time=time_to_wire(sheet.at),
    )


def _opinion_to_proto(opinion: Opinion) -> pb.Opinion:
    return pb.Opinion(
        committee=opinion.committee,
        advice=ADVICES[opinion.advice] if opinion.advice else pb.ADVICE_UNSPECIFIED,
        text=opinion.text,
        date=date_to_wire(opinion.on),
    )


def _decision_to_proto(decision: Decision | None) -> pb.Decision | None:
    if decision is None:
        return None
    return pb.Decision(
        outcome=OUTCOMES[decision.outcome],
        date=date_to_wire(decision.on),
        committee=decision.committee,
        votes=[
            pb.BodyVotes(
                body=territory_name(votes.body),
                in_favour=votes.in_favour,
                against=votes.against,
                abstentions=votes.abstentions,
            )
            for votes in decision.votes
        ],
        in_favour=decision.in_favour,
        against=decision.against,
        abstentions=decision.abstentions,
        quorum=decision.quorum,
        reason=decision.reason,
        demands=decision.demands,
        support_days="" if decision.support_days is None else decimal_to_wire(decision.support_days),
    )


def _award_to_proto(award: Award | None) -> pb.Award | None:
    if award is None:
        return None
    return pb.Award(
        stage=award.stage,
        stage_title=award.stage_title,
        valid_from=date_to_wire(award.valid_from),
        valid_to=date_to_wire(award.valid_to),
    )


def _score_to_proto(score: Score | None) -> pb.Score | None:
    if score is None:
        return None
    return pb.Score(
        value=decimal_to_wire(score.value),
        potential=decimal_to_wire(score.potential),
        families=[
            pb.FamilyScore(
                family=family.family,
                title=family.title,
                points=decimal_to_wire(family.points),
                potential=decimal_to_wire(family.potential),
            )
            for family in score.families
        ],
    )
