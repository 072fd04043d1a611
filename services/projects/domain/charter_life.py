"""The life of a charter, from draft to the vote that puts it in force, and until the next one follows.

A version is a text that one body votes: the pole its charter, an agglomeration its pact, a commune its
choice. No word of it changes any more once it is put to the vote, and a version that was in force is kept for
good: decisions name the version that they were taken with.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar

from chassis.domain import Aggregate, Caller, Fault, Hidden, Refused, msg, paris_day, raise_faults
from services.projects.domain.charter_states import STEPS, CharterState, CharterVerb, step
from services.projects.domain.consent import Deliberation, deliberation_faults
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.parameters import Layer

FOUNDING = "founding"
"""Id of the charter that the node begins with, before any was voted here."""
IN_FORCE = "in-force"
"""Stands for the pole's charter in force today."""


@dataclass(frozen=True)
class CharterDrafted:
    """A draft exists."""


@dataclass(frozen=True)
class CharterUpdated:
    """Its text is another; what was simulated no longer counts."""


@dataclass(frozen=True)
class CharterSimulated:
    """A simulation of the text as it stands has ended."""


@dataclass(frozen=True)
class CharterPutToVote:
    """The text goes before the council, and is public from now on."""


@dataclass(frozen=True)
class CharterAdopted:
    """The council voted it."""


@dataclass(frozen=True)
class CharterSuperseded:
    """The next version of the same body was adopted; it holds until the day before that one."""


@dataclass(frozen=True)
class CharterWithdrawn:
    """The body took it back, or the council rejected it."""


CharterEvent = (
    CharterDrafted
    | CharterUpdated
    | CharterSimulated
    | CharterPutToVote
    | CharterAdopted
    | CharterSuperseded
    | CharterWithdrawn
)


@dataclass(frozen=True)
class Heading:
    """What a version says of itself: the id and version that decisions name, its title and its layer."""

    charter_id: str
    version: str
    title: str
    layer: Layer

    @classmethod
    def of(cls, charter: Charter) -> Heading:
        return cls(charter.id, charter.version, charter.title, charter.layer)


@dataclass(eq=False)
class CharterVersion(Aggregate[CharterEvent]):
    """One version of one body's rules. Each verb raises Refused where the table holds no such step."""

    kind: ClassVar[str] = "charters"

    body: str = field(kw_only=True)
    """Code of the body that votes it."""
    heading: Heading = field(kw_only=True)
    text: str = field(kw_only=True)
    """The YAML, as written."""
    create_time: datetime = field(kw_only=True)
    update_time: datetime = field(kw_only=True)
    state: CharterState = CharterState.DRAFT
    public: bool = False
    """Whether it was ever put to the vote; until then only its own body knows of it."""
    in_force_from: date | None = None
    in_force_to: date | None = None
    """The day before the next version; None while none follows."""
    deliberation: Deliberation | None = None
    simulation: str = ""
    """Id of the simulation of the text as it stands."""

    @classmethod
    def draft(cls, charter_id: str, body: str, charter: Charter, now: datetime) -> CharterVersion:
        """A new draft of a text that was read without a fault."""
        version = cls(
            id=charter_id,
            body=body,
            heading=Heading.of(charter),
            text=charter.text,
            create_time=now,
            update_time=now,
        )
        version.record(CharterDrafted())
        return version

    @property
    def audience(self) -> tuple[str, ...]:
        """Codes of the bodies that may see it; empty: everybody."""
        return () if self.public else (self.body,)

    def must_be_visible_to(self, caller: Caller) -> None:
        """Raise NotFound unless the caller may know of it: a refusal would tell that it exists."""
        if not self.public and self.body not in caller.bodies:
            text = msg("Rien de tel ici : {name}. Vérifiez l’adresse.", name=self.name)
            raise Hidden("NOT_FOUND", text, resource=self.name)

    def update(self, charter: Charter, now: datetime) -> None:
        """Write the draft anew; the same text again is no event."""
        step(self.state, CharterVerb.UPDATE)
        if charter.text == self.text:
            return
        self.heading = Heading.of(charter)
        self.text = charter.text
        self.simulation = ""
        self._move(CharterVerb.UPDATE, now, CharterUpdated())

    def mark_simulated(self, simulation: str, simulated_text: str, now: datetime) -> bool:
        """A simulation ended well; `simulated_text` is the `text_hash` of what it replayed. Answer whether
        it counts: it does not when the text changed meanwhile, or the draft is none any more.
        """
        if CharterVerb.SIMULATE not in STEPS[self.state] or simulated_text != text_hash(self.text):
            return False
        if self.simulation == simulation:
            return True
        self.simulation = simulation
        self._move(CharterVerb.SIMULATE, now, CharterSimulated())
        return True

    def put_to_vote(self, now: datetime) -> None:
        """The text, simulated, goes before the council."""
        if self.state is CharterState.DRAFT:
            text = msg(
                "Cette charte n’a pas encore été simulée : lancez la simulation, pour que le conseil vote en "
                "sachant ce qu’elle change."
            )
            raise Refused("NOT_SIMULATED", text, state=self.state)
        step(self.state, CharterVerb.PUT_TO_VOTE)
        self.public = True
        self._move(CharterVerb.PUT_TO_VOTE, now, CharterPutToVote())

    def adopt(self, deliberation: Deliberation, first_day: date, former: date | None, now: datetime) -> None:
        """The council voted it; it is in force from `first_day` on. `former` is the first day of the version
        of the same body that it follows. Raise InvalidInput for what cannot be.
        """
        step(self.state, CharterVerb.ADOPT)
        faults = deliberation_faults(deliberation, paris_day(now))
        raise_faults([*faults, *_first_day_faults(first_day, deliberation.date, former)])
        self.deliberation = deliberation
        self.in_force_from = first_day
        self._move(CharterVerb.ADOPT, now, CharterAdopted())

    def supersede(self, next_first_day: date, now: datetime) -> None:
        """The next version is in force from that day on."""
        step(self.state, CharterVerb.SUPERSEDE)
        self.in_force_to = next_first_day - timedelta(days=1)
        self._move(CharterVerb.SUPERSEDE, now, CharterSuperseded())

    def withdraw(self, now: datetime) -> None:
        """The body takes it back, or its council said no."""
        step(self.state, CharterVerb.WITHDRAW)
        self._move(CharterVerb.WITHDRAW, now, CharterWithdrawn())

    def _move(self, verb: CharterVerb, now: datetime, event: CharterEvent) -> None:
        self.state = step(self.state, verb).next
        self.update_time = now
        self.record(event)


def _first_day_faults(first_day: date, voted: date, former: date | None) -> list[Fault]:
    if first_day < voted:
        text = msg(
            "La charte ne peut pas s’appliquer dès le {first}, avant son vote du {voted} : corrigez l’une "
            "des deux dates.",
            first=f"{first_day:%d/%m/%Y}",
            voted=f"{voted:%d/%m/%Y}",
        )
        return [Fault("in_force_from", "IN_FORCE_BEFORE_VOTE", text)]
    if former is not None and first_day < former:
        text = msg(
            "La version précédente s’applique à partir du {former} : celle-ci ne peut pas commencer avant, "
            "le {first}.",
            former=f"{former:%d/%m/%Y}",
            first=f"{first_day:%d/%m/%Y}",
        )
        return [Fault("in_force_from", "IN_FORCE_BEFORE_FORMER", text)]
    return []


def text_hash(text: str) -> str:
    """What tells one text from another: SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def founding_version(charter: Charter, pole: str, since: datetime, follower: date | None) -> CharterVersion:
    """The charter of the node's settings as people see it: adopted, and superseded once the pole adopted one
    (`follower` is the first day of that).
    """
    version = CharterVersion(
        id=FOUNDING,
        body=charter.body or pole,
        heading=Heading.of(charter),
        text=charter.text,
        create_time=since,
        update_time=since,
        state=CharterState.ADOPTED,
        public=True,
        in_force_from=charter.in_force_from,
    )
    if follower is not None:
        version.supersede(follower, since)
        version.recorded.clear()
    return version
