"""The vote of the last committee: what the chair puts to it, what makes it void, what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from chassis.domain import Fault, Refused, hidden_faults, msg
from services.labels.domain.framework import Committee, Framework
from services.labels.domain.states import Verb

TEXT_LENGTH = 5_000
MOST_DAYS = Decimal(10_000)


class Outcome(StrEnum):
    AWARDED = "awarded"
    DEFERRED = "deferred"
    REFUSED = "refused"


VERBS: Mapping[Outcome, Verb] = {
    Outcome.AWARDED: Verb.AWARD,
    Outcome.DEFERRED: Verb.DEFER,
    Outcome.REFUSED: Verb.REFUSE,
}


@dataclass(frozen=True)
class BodyVotes:
    """Votes of the elected whom one body (a code) sends to the committee."""

    body: str
    in_favour: int
    against: int
    abstentions: int

    @property
    def present(self) -> int:
        return self.in_favour + self.against + self.abstentions


@dataclass(frozen=True)
class Proposal:
    """What the chair puts to the vote. `outcome` is None when it was left out; `support_days` are
    person-days of engineering that a deferred project must book.
    """

    outcome: Outcome | None
    on: date
    votes: tuple[BodyVotes, ...]
    reason: str = ""
    stage: str = ""
    demands: tuple[str, ...] = ()
    support_days: Decimal | None = None


@dataclass(frozen=True)
class Decision:
    outcome: Outcome
    on: date
    committee: str
    votes: tuple[BodyVotes, ...]
    quorum: int
    reason: str
    demands: tuple[str, ...]
    support_days: Decimal | None

    @property
    def in_favour(self) -> int:
        return sum(votes.in_favour for votes in self.votes)

    @property
    def against(self) -> int:
        return sum(votes.against for votes in self.votes)

    @property
    def abstentions(self) -> int:
        return sum(votes.abstentions for votes in self.votes)

    @property
    def present(self) -> int:
        return self.in_favour + self.against + self.abstentions

    def check_vote(self) -> None:
        """Raise Refused without the quorum, or without a majority of the votes cast for the proposal."""
        if self.present < self.quorum:
            raise Refused(
                "QUORUM_NOT_REACHED",
                msg(
                    "Il faut {quorum} votants, et il y en a {present} : le comité doit se réunir à nouveau.",
                    quorum=self.quorum,
                    present=self.present,
                ),
                quorum=self.quorum,
                present=self.present,
            )
        if self.in_favour <= self.against:
            raise Refused(
                "NO_MAJORITY",
                msg(
                    "La proposition n’a pas la majorité : {in_favour} pour, {against} contre.",
                    in_favour=self.in_favour,
                    against=self.against,
                ),
                in_favour=self.in_favour,
                against=self.against,
            )


@dataclass(frozen=True)
class Award:
    """A label at a stage; both days are included."""

    stage: str
    stage_title: str
    valid_from: date
    valid_to: date

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


def last_valid_day(first: date, years: int) -> date:
    """The eve of the same day `years` later (of 1 March, when that year lacks a 29 February)."""
    try:
        anniversary = first.replace(year=first.year + years)
    except ValueError:
        anniversary = date(first.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def proposal_faults(
    proposal: Proposal, framework: Framework, at_stake: frozenset[str], earliest: date, today: date
) -> list[Fault]:
    """Everything that is wrong with what the chair entered; `at_stake` are the bodies whose own project
    it is, `earliest` the day on which the application came.
    """
    faults = hidden_faults("reason", proposal.reason, lines=True)
    for index, demand in enumerate(proposal.demands):
        faults += hidden_faults(f"demands[{index}]", demand, lines=True)
    if proposal.outcome is None:
        wrong = msg("Dites ce que le comité décide : label attribué, prise en considération ou refus.")
        faults.append(Fault("outcome", "OUTCOME_MISSING", wrong))
    if not earliest <= proposal.on <= today:
        wrong = msg("La séance a lieu entre le dépôt de la candidature et aujourd’hui : vérifiez la date.")
        faults.append(Fault("date", "DATE_ABSURD", wrong))
    faults += _votes_faults(proposal.votes, framework.deciding_committee, at_stake)
    faults += _outcome_faults(proposal, framework)
    for name, length in (("reason", len(proposal.reason)), ("demands", sum(map(len, proposal.demands)))):
        if length > TEXT_LENGTH:
            wrong = msg("Ce texte dépasse {most} caractères.", most=TEXT_LENGTH)
            faults.append(Fault(name, "TOO_LONG", wrong))
    return faults


def _votes_faults(
    votes: tuple[BodyVotes, ...], committee: Committee, at_stake: frozenset[str]
) -> list[Fault]:
    faults = []
    seen: set[str] = set()
    for index, line in enumerate(votes):
        field = f"votes[{index}].body"
        if line.body in at_stake:
            wrong = msg("La collectivité {body} ne vote pas sur son propre projet.", body=line.body)
            faults.append(Fault(field, "VOTES_ON_OWN_PROJECT", wrong))
        elif line.body not in committee.members:
            wrong = msg("La collectivité {body} ne siège pas à ce comité.", body=line.body)
            faults.append(Fault(field, "NOT_A_MEMBER", wrong))
        if line.body in seen:
            wrong = msg("La collectivité {body} y est deux fois.", body=line.body)
            faults.append(Fault(field, "BODY_TWICE", wrong))
        seen.add(line.body)
        if min(line.in_favour, line.against, line.abstentions) < 0:
            wrong = msg("Un nombre de voix n’est pas négatif.")
            faults.append(Fault(f"votes[{index}]", "NEGATIVE_VOTES", wrong))
    return faults


def _outcome_faults(proposal: Proposal, framework: Framework) -> list[Fault]:
    if proposal.outcome is Outcome.AWARDED and framework.stage(proposal.stage) is None:
        stages = ", ".join(stage.id for stage in framework.stages)
        wrong = msg("Dites le niveau attribué, parmi : {stages}.", stages=stages)
        return [Fault("stage", "STAGE_UNKNOWN", wrong)]
    if proposal.outcome is Outcome.REFUSED and not proposal.reason.strip():
        return [Fault("reason", "REASON_MISSING", msg("Un refus dit pourquoi."))]
    if proposal.outcome is Outcome.DEFERRED:
        return _deferral_faults(proposal)
    return []


def _deferral_faults(proposal: Proposal) -> list[Fault]:
    faults = []
    if not any(demand.strip() for demand in proposal.demands):
        wrong = msg("Dites ce que le projet doit améliorer avant de revenir.")
        faults.append(Fault("demands", "DEMANDS_MISSING", wrong))
    if proposal.support_days is None or not 0 < proposal.support_days <= MOST_DAYS:
        wrong = msg("Dites combien de jours d’ingénierie le projet doit réserver pour être accompagné.")
        faults.append(Fault("support_days", "SUPPORT_DAYS_MISSING", wrong))
    return faults
