"""A project, from draft to its owner's acceptance. The platform proposes and never imposes (L1111-3)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from chassis.domain import Aggregate, Caller, Forbidden, NotFound, Refused, msg, paris_day, raise_faults
from services.projects.domain.completeness import completeness_faults
from services.projects.domain.consent import (
    Contest,
    ContestGround,
    Deliberation,
    contest_faults,
    deliberation_faults,
)
from services.projects.domain.consent_round import Consent
from services.projects.domain.drafting import Draft, changed_fields, draft_faults
from services.projects.domain.events import (
    DecisionContested,
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
from services.projects.domain.participation import Answer, Participant
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.states import State, Verb, step
from services.projects.domain.subsidiarity.decision import Decision, OwnerKind
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
        return (
            self.state is State.AWAITING_PARTNERS
            and all(invited.answer in (Answer.CONFIRMED, Answer.DECLINED) for invited in self.participants)
            and not self._ground_lost
        )

    @property
    def _ground_lost(self) -> bool:
        return any(
            invited.answer is Answer.DECLINED and invited.body in self.written.facts.works_area
            for invited in self.participants
        )

    def must_be_visible_to(self, caller: Caller) -> None:
        """Raise NotFound unless the caller may know of the project: a refusal would tell that it exists."""
        if self.is_public or not caller.bodies.isdisjoint(self.concerned):
            return
        text = msg("Rien de tel ici : {name}. Vérifiez l’adresse.", name=self.name)
        raise NotFound("NOT_FOUND", text, resource=self.name)

    def update(self, written: Draft, reference: ReferenceData, now: datetime) -> None:
        """Write the draft anew. Raise InvalidInput with all its faults; the same again is no event."""
        step(self.state, Verb.UPDATE)
        raise_faults(draft_faults(written, reference.directory, reference.competences))
        changed = changed_fields(self.written, written)
        if not changed:
            return
        self._write(written)
        self.submit_time = None
        self._move(State.DRAFT, now, ProjectUpdated(changed))

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
        self._answer(body, Answer.CONFIRMED, now)
        self._move(State.AWAITING_PARTNERS, now, ParticipationConfirmed(body))

    def decline(self, body: str, now: datetime) -> None:
        """An invited commune stays out, and the lead goes on without it, unless works were planned on
        its ground: then the project waits until the lead draws the works area anew (an update, which
        takes it back to draft) or the commune changes its mind.
        """
        step(self.state, Verb.DECLINE)
        self._answer(body, Answer.DECLINED, now)
        self._move(State.AWAITING_PARTNERS, now, ParticipationDeclined(body))

    def propose(self, reference: ReferenceData, now: datetime) -> None:
        """Evaluate the charter and propose its decision; needs `is_ready_to_decide`."""
        assert self.is_ready_to_decide
        day = paris_day(now)
        self.decision = reference.decide(self.written.facts, day)
        self.concerned = concerned(self.written, self.decision, reference, day)
        owned = self.decision.owner.kind is not OwnerKind.NOBODY
        self._move(State.PROPOSED if owned else State.WITHOUT_OWNER, now, ProjectSubmitted())

    def accept(self, body: str, deliberation: Deliberation, now: datetime) -> None:
        """The proposed owner accepts. Raise Forbidden for another body, InvalidInput for a deliberation
        that cannot be (L2121-29: a council decides by vote).
        """
        step(self.state, Verb.ACCEPT)
        if body != self.accepting_body:
            text = msg(
                "Seule la collectivité {owner} peut accepter de porter ce projet, pas {body}.",
                owner=self.accepting_body,
                body=body,
            )
            raise Forbidden("NOT_THE_PROPOSED_OWNER", text, body=body, owner=self.accepting_body)
        raise_faults(deliberation_faults(deliberation, paris_day(now)))
        self.consent = replace(self.consent, acceptance=deliberation)
        self._settle(now, OwnershipAccepted())

    def contest(self, body: str, ground: ContestGround, text: str, now: datetime) -> None:
        """A body concerned objects, once on each ground. Raise Forbidden for any other body."""
        step(self.state, Verb.CONTEST)
        if body not in self.concerned:
            refusal = msg("La collectivité {body} n’est pas concernée par ce projet.", body=body)
            raise Forbidden("BODY_NOT_CONCERNED", refusal, body=body)
        raise_faults(contest_faults(text))
        if any((contest.body, contest.ground) == (body, ground) for contest in self.contests):
            refusal = msg("La collectivité {body} a déjà contesté pour ce motif.", body=body)
            raise Refused("ALREADY_CONTESTED", refusal, body=body, ground=ground)
        self.consent = replace(self.consent, contests=(*self.contests, Contest(body, ground, text, now)))
        self._move(State.CONTESTED, now, DecisionContested())

    def withdraw(self, now: datetime) -> None:
        """The lead takes its project back, before acceptance."""
        step(self.state, Verb.WITHDRAW)
        self._move(State.WITHDRAWN, now, ProjectWithdrawn())

    def _settle(self, now: datetime, event: ProjectEvent) -> None:
        """The decision is final: this is the one place where a project becomes accepted."""
        self._move(State.ACCEPTED, now, event)

    def _write(self, written: Draft) -> None:
        """Take over a draft: nobody has been asked about it, and only the lead knows it."""
        self.written = written
        self.participants = tuple(Participant(body) for body in written.participants)
        self.concerned = frozenset({written.lead})

    def _answer(self, body: str, answer: Answer, now: datetime) -> None:
        if body not in self.written.participants:
            text = msg("La commune {body} n’est pas invitée à ce projet.", body=body)
            raise Forbidden("NOT_INVITED", text, body=body)
        if Participant(body, answer) in (replace(p, time=None) for p in self.participants):
            text = msg("La commune {body} a déjà répondu ainsi.", body=body)
            raise Refused("ALREADY_ANSWERED", text, body=body, answer=answer)
        self.participants = tuple(
            Participant(body, answer, now) if invited.body == body else invited
            for invited in self.participants
        )

    def _move(self, to: State, now: datetime, event: ProjectEvent) -> None:
        self.state = to
        self.update_time = now
        self.record(event)
