"""The request of one body, for one project, in one campaign: from its deposit to the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from chassis.domain import (
    Aggregate,
    Caller,
    Refused,
    msg,
    paris_day,
    raise_faults,
)
from services.labels.domain.conflicts import Stakes, must_have_declared
from services.labels.domain.decision import (
    VERBS,
    Award,
    Decision,
    Outcome,
    Proposal,
    last_valid_day,
    proposal_faults,
)
from services.labels.domain.events import (
    ApplicationAwarded,
    ApplicationDeferred,
    ApplicationEvent,
    ApplicationInterestsDeclared,
    ApplicationMarked,
    ApplicationOpinionGiven,
    ApplicationRefused,
    ApplicationWithdrawn,
)
from services.labels.domain.framework import Framework, FrameworkRef, Stage
from services.labels.domain.marks import InterestStatement, Mark, MarkSheet, interest_faults, mark_faults
from services.labels.domain.opinion import Opinion, opinion_faults
from services.labels.domain.project_ref import ProjectRef
from services.labels.domain.score import Score, mean_mark, missed_criteria, score_of
from services.labels.domain.states import DECIDED, ApplicationState, Verb, next_state

_EVENTS: dict[Outcome, type[ApplicationAwarded | ApplicationDeferred | ApplicationRefused]] = {
    Outcome.AWARDED: ApplicationAwarded,
    Outcome.DEFERRED: ApplicationDeferred,
    Outcome.REFUSED: ApplicationRefused,
}


@dataclass(eq=False, kw_only=True)
class Application(Aggregate[ApplicationEvent]):
    """`campaign` and `project` are ids, `applicant` and `campaign_body` codes of bodies. Framework,
    applicable criteria and project title are frozen as they stood when the body applied.
    """

    kind: ClassVar[str] = "applications"

    campaign: str
    project: str
    project_title: str
    applicant: str
    campaign_body: str
    statement: str
    framework: FrameworkRef
    applicable: tuple[str, ...]
    created: datetime
    updated: datetime
    restricted: bool = False
    synthetic: bool = False
    state: ApplicationState = ApplicationState.SUBMITTED
    statements: tuple[InterestStatement, ...] = ()
    sheets: tuple[MarkSheet, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    decision: Decision | None = None
    award: Award | None = None
    score: Score | None = None
    concerned: frozenset[str] = frozenset()
    """Bodies that may see the project, as it stood when the body applied."""

    @property
    def insiders(self) -> frozenset[str]:
        """The bodies that may see the application before it is public."""
        return self.concerned | {self.applicant, self.campaign_body}

    @property
    def decided(self) -> bool:
        return self.state in DECIDED

    @property
    def public(self) -> bool:
        """An award may be seen by everybody, unless its project is not."""
        return self.state is ApplicationState.AWARDED and not self.restricted

    def may_be_seen_by(self, caller: Caller) -> bool:
        """The applicant; the body that labels, with its jurors; the bodies that may see the project; and
        everybody once it is public.
        """
        return self.public or not self.insiders.isdisjoint(caller.bodies)

    def declare_interests(
        self,
        juror: Caller,
        conflict: bool,
        text: str,
        framework: Framework,
        project: ProjectRef,
        now: datetime,
    ) -> None:
        """Raise Forbidden when the juror denies a conflict that his mandates show. A later statement
        replaces the former one; with a conflict the juror's marks go.
        """
        raise_faults(interest_faults(conflict, text))
        state = next_state(self.state, Verb.DECLARE_INTERESTS)
        if not conflict:
            self._stakes(project).must_be_impartial(juror)
        statement = InterestStatement(juror.id, conflict, text.strip(), now)
        self.statements = (*(old for old in self.statements if old.juror != juror.id), statement)
        if conflict:
            self.sheets = tuple(sheet for sheet in self.sheets if sheet.juror != juror.id)
            self.score = score_of(framework, self.applicable, self.sheets)
        self._change(state, ApplicationInterestsDeclared(), now)

    def mark_criteria(
        self, juror: Caller, marks: tuple[Mark, ...], framework: Framework, project: ProjectRef, now: datetime
    ) -> None:
        """Raise InvalidInput with every fault of the sheet, Forbidden when the juror has a conflict of
        interest, Refused before the juror said that there is none.
        """
        raise_faults(mark_faults(marks, self.applicable, framework))
        state = next_state(self.state, Verb.MARK_CRITERIA)
        stakes = self._stakes(project)
        stakes.must_be_impartial(juror)
        must_have_declared(juror, self.statements)
        by_criterion = {mark.criterion: replace(mark, reason=mark.reason.strip()) for mark in marks}
        sheet = MarkSheet(
            juror.id,
            tuple(by_criterion[criterion] for criterion in self.applicable),
            now,
            stakes.spoken_for(juror.mandates),
        )
        self.sheets = (*(old for old in self.sheets if old.juror != juror.id), sheet)
        self.score = score_of(framework, self.applicable, self.sheets)
        self._change(state, ApplicationMarked(), now)

    def give_opinion(
        self, opinion: Opinion, chair: Caller, framework: Framework, project: ProjectRef, now: datetime
    ) -> None:
        """Raise Forbidden when the chair is concerned, Refused when the committees' order is not kept."""
        raise_faults(opinion_faults(opinion, framework, paris_day(self.created), paris_day(now)))
        state = next_state(self.state, Verb.GIVE_OPINION)
        self._stakes(project).must_be_free_to_decide(chair, self.statements)
        order = [committee.id for committee in framework.advising_committees]
        given = [order.index(old.committee) for old in self.opinions]
        place = order.index(opinion.committee)
        skipped = [
            committee.title
            for committee in framework.advising_committees[max(given, default=-1) + 1 : place]
            if committee.opinion_required
        ]
        if skipped or place <= max(given, default=-1):
            raise Refused(
                "OPINION_OUT_OF_ORDER",
                msg("Les comités donnent leur avis une seule fois, dans l’ordre de la grille."),
                order=",".join(order),
                given=",".join(old.committee for old in self.opinions),
            )
        self.opinions = (*self.opinions, opinion)
        self._change(state, ApplicationOpinionGiven(opinion.committee), now)

    def decide(
        self,
        proposal: Proposal,
        chair: Caller,
        framework: Framework,
        project: ProjectRef,
        lent: Mapping[str, frozenset[str]],
        now: datetime,
    ) -> None:
        """Raise InvalidInput with every fault of the proposal; Forbidden when the chair is concerned or
        marked; Refused when jurors or opinions are missing, the vote is void or lost, or the score is too
        low. `lent`: juror → bodies at which somebody lent them a role meanwhile.
        """
        stakes = self._stakes(project)
        faults = proposal_faults(proposal, framework, stakes.own, paris_day(self.created), paris_day(now))
        raise_faults(faults)
        assert proposal.outcome is not None
        state = next_state(self.state, VERBS[proposal.outcome])
        stakes.must_be_free_to_decide(chair, self.statements, self.sheets)
        self._set_aside(stakes, lent, framework)
        self._check_instruction(framework)
        deferred = proposal.outcome is Outcome.DEFERRED
        decision = Decision(
            outcome=proposal.outcome,
            on=proposal.on,
            committee=framework.deciding_committee.id,
            votes=proposal.votes,
            quorum=framework.deciding_committee.quorum,
            reason=proposal.reason.strip(),
            demands=tuple(demand.strip() for demand in proposal.demands if deferred and demand.strip()),
            support_days=proposal.support_days if deferred else None,
        )
        decision.check_vote()
        if proposal.outcome is Outcome.AWARDED:
            self.award = self._award(proposal, framework)
        self.decision = decision
        self.restricted = project.restricted
        self._change(state, _EVENTS[proposal.outcome](), now)

    def withdraw(self, now: datetime) -> None:
        self._change(next_state(self.state, Verb.WITHDRAW), ApplicationWithdrawn(), now)

    def _change(self, state: ApplicationState, event: ApplicationEvent, now: datetime) -> None:
        self.state = state
        self.updated = now
        self.record(event)

    def _set_aside(self, stakes: Stakes, lent: Mapping[str, frozenset[str]], framework: Framework) -> None:
        """Take out the marks of jurors who by now speak for a body that carries or pays for the project."""
        kept = tuple(
            sheet for sheet in self.sheets if stakes.impartial(sheet, lent.get(sheet.juror, frozenset()))
        )
        if kept != self.sheets:
            self.sheets = kept
            self.score = score_of(framework, self.applicable, kept)

    def _stakes(self, project: ProjectRef) -> Stakes:
        return Stakes.of(project, self.applicant, self.campaign_body)

    def _check_instruction(self, framework: Framework) -> None:
        if len(self.sheets) < framework.minimum_jurors:
            raise Refused(
                "JURORS_MISSING",
                msg(
                    "Il faut les notes de {minimum} jurés au moins, et il y en a {marked}.",
                    minimum=framework.minimum_jurors,
                    marked=len(self.sheets),
                ),
                minimum=framework.minimum_jurors,
                marked=len(self.sheets),
            )
        given = {opinion.committee for opinion in self.opinions}
        for committee in framework.advising_committees:
            if committee.opinion_required and committee.id not in given:
                raise Refused(
                    "OPINION_MISSING",
                    msg("Il manque l’avis : {committee}.", committee=committee.title),
                    committee=committee.id,
                )

    def _award(self, proposal: Proposal, framework: Framework) -> Award:
        stage = framework.stage(proposal.stage)
        assert stage is not None
        self._check_stage(stage)
        return Award(
            stage=stage.id,
            stage_title=stage.title,
            valid_from=proposal.on,
            valid_to=last_valid_day(proposal.on, framework.validity_years),
        )

    def _check_stage(self, stage: Stage) -> None:
        assert self.score is not None
        if self.score.value < stage.threshold:
            raise Refused(
                "SCORE_TOO_LOW",
                msg(
                    "« {stage} » demande {threshold} points, et le projet en a {score}.",
                    stage=stage.title,
                    threshold=stage.threshold,
                    score=self.score.value,
                ),
                stage=stage.id,
                threshold=stage.threshold,
                score=self.score.value,
            )
        for missed in missed_criteria(stage, self.applicable, self.sheets):
            raise Refused(
                "MANDATORY_CRITERION_TOO_LOW",
                msg(
                    "« {stage} » demande au moins {minimum} au critère {criterion}.",
                    stage=stage.title,
                    minimum=missed.minimum,
                    criterion=missed.criterion,
                ),
                stage=stage.id,
                criterion=missed.criterion,
                minimum=missed.minimum,
                mean=mean_mark(missed.criterion, self.sheets),
            )
