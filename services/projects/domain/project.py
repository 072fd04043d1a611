"""A project, from draft to its owner's acceptance. The platform proposes and never imposes (L1111-3)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from chassis.domain import Aggregate, Caller, Forbidden, Hidden, msg, paris_day, raise_faults
from services.projects.domain import consent_acts, days
from services.projects.domain.completeness import amendment_faults, completeness_faults
from services.projects.domain.conciliator import named_conciliation
from services.projects.domain.consent import Contest, ContestAnswer, Deliberation, deliberation_faults
from services.projects.domain.consent_round import Consent, OpinionValue
from services.projects.domain.decision_basis import decided_with
from services.projects.domain.drafting import Draft, changed_fields, draft_faults
from services.projects.domain.events import (
    ConciliationConcluded,
    ConciliationConvened,
    DecisionContested,
    DecisionEvent,
    DecisionSettled,
    OpinionGiven,
    OpinionsDeemed,
    OwnershipAccepted,
    ParticipationAsked,
    ParticipationConfirmed,
    ParticipationDeclined,
    ProjectDrafted,
    ProjectEvent,
    ProjectSubmitted,
    ProjectUpdated,
    ProjectWithdrawn,
)
from services.projects.domain.learning import Learning, expected_faults
from services.projects.domain.participation import Answer, Participant, answered, are_ready
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.states import STEPS, State, Verb, step
from services.projects.domain.subsidiarity.decision import Decision, OwnerKind
from services.projects.domain.tenure import Tenure
from services.projects.domain.visibility import asked, concerned


@dataclass(eq=False)
class Project(Aggregate[ProjectEvent]):
    """What one body, or several together, want to do. Each verb raises Refused where the state machine
    holds no such step (`states.py`).
    """

    kind: ClassVar[str] = "projects"

    written: Draft = field(kw_only=True)
    """What the lead wrote."""
    create_time: datetime = field(kw_only=True)
    update_time: datetime = field(kw_only=True)
    state: State = State.DRAFT
    participants: tuple[Participant, ...] = ()
    concerned: frozenset[str] = frozenset()
    """Codes of the bodies that may know of it while it is not public (`visibility.py`)."""
    submit_time: datetime | None = None
    decision: Decision | None = None
    """The one that stands."""
    past_decisions: tuple[Decision, ...] = ()
    """Those before it, oldest first; `decision.number` counts on."""
    consent: Consent = field(default_factory=Consent)
    tenure: Tenure = field(default_factory=Tenure)
    learning: Learning = field(default_factory=Learning)

    @classmethod
    def draft(cls, project_id: str, written: Draft, reference: ReferenceData, now: datetime) -> "Project":
        """A new draft. Raise InvalidInput with everything that is wrong with it."""
        raise_faults(draft_faults(written, reference.directory, reference.competences))
        project = cls(id=project_id, written=written, create_time=now, update_time=now)
        project._write(written)
        project.record(ProjectDrafted())
        return project

    @property
    def lead(self) -> str:
        return self.written.lead

    @property
    def acceptance(self) -> Deliberation | None:
        return self.consent.acceptance

    @property
    def contests(self) -> tuple[Contest, ...]:
        return self.consent.contests

    @property
    def is_public(self) -> bool:
        """What is decided is public unless marked otherwise."""
        return self.state is State.ACCEPTED and not self.written.restricted

    @property
    def audience(self) -> tuple[str, ...]:
        """Codes of the bodies that may see it as it stands; empty: everybody."""
        return () if self.is_public else tuple(sorted(self.concerned))

    @property
    def accepting_body(self) -> str:
        """Who accepts: the proposed owner; for inhabitants or a third party the lead records their
        written agreement. Empty while nobody is proposed.
        """
        if self.decision is None or self.decision.owner.kind is OwnerKind.NOBODY:
            return ""
        return self.decision.owner.body or self.lead

    @property
    def is_ready_to_decide(self) -> bool:
        """All answers are in, and no commune whose ground the works need said no."""
        works = self.written.facts.works_area
        return self.state is State.AWAITING_PARTNERS and are_ready(self.participants, works)

    def must_be_visible_to(self, caller: Caller) -> None:
        """Raise NotFound unless the caller may know of the project: a refusal would tell that it exists."""
        if self.is_public or not caller.bodies.isdisjoint(self.concerned):
            return
        text = msg("Rien de tel ici : {name}. Vérifiez l’adresse.", name=self.name)
        raise Hidden("NOT_FOUND", text, resource=self.name)

    def update(self, written: Draft, reference: ReferenceData, now: datetime) -> None:
        """Write the draft anew. Raise InvalidInput with all its faults; the same again is no event."""
        step(self.state, Verb.UPDATE)
        amended = self.state is State.CONCILIATION
        faults = draft_faults(written, reference.directory, reference.competences)
        raise_faults(faults + (amendment_faults(self.written, written, self.participants) if amended else []))
        changed = changed_fields(self.written, written)
        if not changed:
            return
        if amended:
            self.consent = self.consent.amended(facts_changed=written.facts != self.written.facts)
            self.written = written
        else:
            self._write(written)
            self.submit_time = None
        self._move(State.CONCILIATION if amended else State.DRAFT, now, ProjectUpdated(changed))

    def submit(self, reference: ReferenceData, now: datetime) -> None:
        """End the draft and ask the invited communes. Raise InvalidInput with all that is missing.

        Without invited communes the project is ready to decide at once (`propose`, in the same act).
        """
        step(self.state, Verb.SUBMIT)
        faults = draft_faults(self.written, reference.directory, reference.competences)
        raise_faults([*faults, *completeness_faults(self.written.facts)])
        self.submit_time = self.update_time = now
        self.state = State.AWAITING_PARTNERS
        if self.participants:
            self.participants = tuple(Participant(p.body, Answer.AWAITED) for p in self.participants)
            self.concerned = asked(self.written)
            self.record(ParticipationAsked())

    def confirm(self, body: str, now: datetime) -> None:
        """An invited commune joins, for itself. It may change its mind while others are awaited."""
        step(self.state, Verb.CONFIRM)
        self.participants = answered(self.participants, body, Answer.CONFIRMED, now)
        self._move(State.AWAITING_PARTNERS, now, ParticipationConfirmed(body))

    def decline(self, body: str, now: datetime) -> None:
        """An invited commune stays out, and the lead goes on without it, unless works were planned on
        its ground: then the project waits until the lead draws the works area anew (an update, which
        takes it back to draft) or the commune changes its mind.
        """
        step(self.state, Verb.DECLINE)
        self.participants = answered(self.participants, body, Answer.DECLINED, now)
        self._move(State.AWAITING_PARTNERS, now, ParticipationDeclined(body))

    def propose(self, reference: ReferenceData, now: datetime) -> None:
        """Evaluate the charter and propose its decision; needs `is_ready_to_decide`."""
        assert self.is_ready_to_decide
        self._decide(reference, now, ProjectSubmitted())

    def accept(self, body: str, deliberation: Deliberation, now: datetime, expected: str = "") -> None:
        """The proposed owner accepts. Raise Forbidden for another body, InvalidInput for a deliberation
        that cannot be (L2121-29: a council decides by vote), Refused as `consent_acts.accepted` says.
        """
        step(self.state, Verb.ACCEPT)
        if body != self.accepting_body:
            text = msg(
                "Seule la collectivité {owner} peut accepter de porter ce projet, pas {body}.",
                owner=self.accepting_body,
                body=body,
            )
            raise Forbidden("NOT_THE_PROPOSED_OWNER", text, body=body, owner=self.accepting_body)
        raise_faults(deliberation_faults(deliberation, paris_day(now)) + expected_faults(expected))
        self.consent = consent_acts.accepted(self.consent, deliberation)
        self.learning = self.learning.expecting(expected)
        self._go_on(now, OwnershipAccepted())

    def give_opinion(
        self, body: str, value: OpinionValue, text: str, deliberation: Deliberation | None, now: datetime
    ) -> None:
        """A body whose opinion is due gives it. Raise what `consent_acts.with_opinion` raises."""
        step(self.state, Verb.GIVE_OPINION)
        self.consent = consent_acts.with_opinion(self.consent, body, value, text, deliberation, now)
        self._go_on(now, DecisionSettled() if self.consent.is_final else OpinionGiven(body))

    def pass_deadlines(self, now: datetime) -> None:
        """What happens by itself once a day is over; nothing due, nothing recorded."""
        if Verb.DEEM in STEPS[self.state] and self.consent.overdue(now):
            self.deem(now)
        if self.state is State.ACCEPTED:
            self.tenure, self.learning, events = days.come(self.tenure, self.learning, now)
            for event in events:
                self._move(State.ACCEPTED, now, event)

    def next_deadline(self) -> datetime | None:
        """The earliest instant at which something happens by itself."""
        if self.state is State.ACCEPTED:
            return days.next_day(self.tenure, self.learning)
        return self.consent.next_deadline() if Verb.DEEM in STEPS[self.state] else None

    def deem(self, now: datetime) -> None:
        """Silence is consent: those whose last day is over have agreed (R10). None of them, no event."""
        step(self.state, Verb.DEEM)
        silent = tuple(opinion.body for opinion in self.consent.overdue(now))
        if silent:
            self.consent = consent_acts.deemed(self.consent, now)
            self._go_on(now, OpinionsDeemed(silent))

    def contest(self, contest: Contest, reference: ReferenceData) -> None:
        """A body concerned objects, which suspends the decision. Raise Forbidden for any other body, and
        what `consent_acts.contested` raises.
        """
        step(self.state, Verb.CONTEST)
        assert self.decision is not None
        if contest.body not in self.concerned:
            refusal = msg("La collectivité {body} n’est pas concernée par ce projet.", body=contest.body)
            raise Forbidden("BODY_NOT_CONCERNED", refusal, body=contest.body)
        made = replace(contest, decision_number=self.decision.number)
        named = named_conciliation(self.written, self.decision, reference.directory)
        running = self.state in (State.PROPOSED, State.OPINIONS_RUNNING)
        self.consent = consent_acts.contested(self.consent, made, named, running=running)
        self.concerned |= {named.body}
        self._move(State.CONTESTED, contest.time, DecisionContested())

    def convene(self, body: str, now: datetime) -> None:
        """The named body takes the contests up. Raise Forbidden for any other."""
        step(self.state, Verb.CONVENE)
        self.consent = consent_acts.convened(self.consent, body, now)
        self._move(State.CONCILIATION, now, ConciliationConvened())

    def conclude(
        self,
        body: str,
        answers: tuple[ContestAnswer, ...],
        text: str,
        reference: ReferenceData,
        now: datetime,
    ) -> None:
        """The named body answers each contest, and the charter is asked anew: a new decision is proposed,
        which nobody has accepted yet. Raise what `consent_acts.concluded` raises.
        """
        step(self.state, Verb.CONCLUDE)
        self.consent = consent_acts.concluded(self.consent, body, answers, text, now)
        self._decide(reference, now, ConciliationConcluded())

    def withdraw(self, now: datetime) -> None:
        """The lead takes its project back, before acceptance."""
        step(self.state, Verb.WITHDRAW)
        self._move(State.WITHDRAWN, now, ProjectWithdrawn())

    def _decide(self, reference: ReferenceData, now: datetime, event: DecisionEvent) -> None:
        """Ask the charter, and everybody whom its decision waits for."""
        day = paris_day(now)
        decision, basis = decided_with(reference.ground(day), self.written.facts)
        if self.decision is not None:
            self.past_decisions = (*self.past_decisions, self.decision)
            decision = replace(decision, number=self.decision.number + 1)
        self.decision = decision
        self.consent = self.consent.asked(decision)
        # Whoever was concerned before still may read what became of it.
        self.concerned |= concerned(self.written, decision, reference, day)
        owned = decision.owner.kind is not OwnerKind.NOBODY
        self._move(State.PROPOSED if owned else State.WITHOUT_OWNER, now, replace(event, basis=basis))

    def _go_on(self, now: datetime, event: ProjectEvent) -> None:
        """Somebody said something, or kept silent: the decision is final, or waits for the rest (G6)."""
        if self.consent.is_final:
            self._settle(now, event)
        else:
            waiting = State.PROPOSED if self.consent.acceptance is None else State.OPINIONS_RUNNING
            self._move(waiting, now, event)

    def _settle(self, now: datetime, event: ProjectEvent) -> None:
        """The decision is final: this is the one place where a project becomes accepted."""
        assert self.decision is not None
        self.tenure = Tenure.begun(self.decision, self.acceptance, self.epoch, now)
        self.learning = self.learning.begun(self.decision)
        self._move(State.ACCEPTED, now, event)

    def _write(self, written: Draft) -> None:
        """Take over a draft: nobody has been asked about it, and only the lead knows it."""
        self.written = written
        self.participants = tuple(Participant(body) for body in written.participants)
        self.concerned = frozenset({written.lead})

    def _move(self, to: State, now: datetime, event: ProjectEvent) -> None:
        self.state = to
        self.update_time = now
        self.record(event)
