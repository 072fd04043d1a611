"""The parts of an application as JSON documents and back; figures and days stand as exact texts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from services.labels.domain.decision import Award, BodyVotes, Decision, Outcome
from services.labels.domain.marks import InterestStatement, Mark, MarkSheet
from services.labels.domain.opinion import Advice, Opinion
from services.labels.domain.score import FamilyScore, Score

Document: TypeAlias = dict[str, Any]


def statement_to_document(statement: InterestStatement) -> Document:
    return {
        "juror": statement.juror,
        "conflict": statement.conflict,
        "text": statement.text,
        "at": statement.at.isoformat(),
    }


def statement_from_document(document: Document) -> InterestStatement:
    return InterestStatement(
        document["juror"], document["conflict"], document["text"], datetime.fromisoformat(document["at"])
    )


def sheet_to_document(sheet: MarkSheet) -> Document:
    return {
        "juror": sheet.juror,
        "marks": [
            {"criterion": mark.criterion, "value": mark.value, "reason": mark.reason} for mark in sheet.marks
        ],
        "at": sheet.at.isoformat(),
        "spoke_for": sorted(sheet.spoke_for),
    }


def sheet_from_document(document: Document) -> MarkSheet:
    marks = tuple(Mark(mark["criterion"], mark["value"], mark["reason"]) for mark in document["marks"])
    # Sheets of before this was kept say nothing of it.
    spoke_for = frozenset(document.get("spoke_for", ()))
    return MarkSheet(document["juror"], marks, datetime.fromisoformat(document["at"]), spoke_for)


def opinion_to_document(opinion: Opinion) -> Document:
    return {
        "committee": opinion.committee,
        "advice": opinion.advice,
        "text": opinion.text,
        "on": opinion.on.isoformat(),
    }


def opinion_from_document(document: Document) -> Opinion:
    return Opinion(
        document["committee"],
        Advice(document["advice"]),
        document["text"],
        date.fromisoformat(document["on"]),
    )


def decision_to_document(decision: Decision) -> Document:
    return {
        "outcome": decision.outcome,
        "on": decision.on.isoformat(),
        "committee": decision.committee,
        "votes": [
            {
                "body": votes.body,
                "in_favour": votes.in_favour,
                "against": votes.against,
                "abstentions": votes.abstentions,
            }
            for votes in decision.votes
        ],
        "quorum": decision.quorum,
        "reason": decision.reason,
        "demands": list(decision.demands),
        "support_days": None if decision.support_days is None else str(decision.support_days),
    }


def decision_from_document(document: Document) -> Decision:
    days = document["support_days"]
    return Decision(
        outcome=Outcome(document["outcome"]),
        on=date.fromisoformat(document["on"]),
        committee=document["committee"],
        votes=tuple(BodyVotes(**votes) for votes in document["votes"]),
        quorum=document["quorum"],
        reason=document["reason"],
        demands=tuple(document["demands"]),
        support_days=None if days is None else Decimal(days),
    )


def award_to_document(award: Award) -> Document:
    return {
        "stage": award.stage,
        "stage_title": award.stage_title,
        "valid_from": award.valid_from.isoformat(),
        "valid_to": award.valid_to.isoformat(),
    }


def award_from_document(document: Document) -> Award:
    return Award(
        document["stage"],
        document["stage_title"],
        date.fromisoformat(document["valid_from"]),
        date.fromisoformat(document["valid_to"]),
    )


def score_to_document(score: Score) -> Document:
    return {
        "value": str(score.value),
        "potential": str(score.potential),
        "families": [
            {
                "family": family.family,
                "title": family.title,
                "points": str(family.points),
                "potential": str(family.potential),
            }
            for family in score.families
        ],
    }


def score_from_document(document: Document) -> Score:
    families = tuple(
        FamilyScore(
            family["family"], family["title"], Decimal(family["points"]), Decimal(family["potential"])
        )
        for family in document["families"]
    )
    return Score(Decimal(document["value"]), Decimal(document["potential"]), families)
