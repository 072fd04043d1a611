"""What a person may do with a project now: the wire's state machine, seen from one body (DESIGN §7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from archipel.projects.v1.consent_pb2 import OpinionValue
from archipel.projects.v1.ownership_pb2 import TransferWish, WishState
from archipel.projects.v1.projects_pb2 import Answer, Project, ProjectState
from services.portal.storage.awaited import (
    ACCEPTED,
    AWAITING_PARTNERS,
    CONCILIATION,
    CONTESTED,
    DRAFT,
    OPINIONS_RUNNING,
    PROPOSED,
    accepting_body,
    bare,
    must_accept_again,
    running_conciliation,
)

Holds = Callable[..., bool]
"""(body, *roles) → whether the person holds one of the roles there."""

WITHOUT_OWNER = ProjectState.PROJECT_STATE_WITHOUT_OWNER
WITHDRAWN = ProjectState.PROJECT_STATE_WITHDRAWN

NOT_FINAL = (
    DRAFT,
    AWAITING_PARTNERS,
    PROPOSED,
    OPINIONS_RUNNING,
    WITHOUT_OWNER,
    CONTESTED,
    CONCILIATION,
)
CONTESTABLE = (PROPOSED, OPINIONS_RUNNING, WITHOUT_OWNER, CONTESTED)
EDITABLE = (DRAFT, AWAITING_PARTNERS, CONCILIATION)


@dataclass(frozen=True)
class Acts:
    """The acts to offer. Those that end in `_for` hold the code of the body that acts, or are empty.

    The services decide; this only spares people buttons that would be refused.
    """

    edit: bool = False
    submit: bool = False
    withdraw: bool = False
    answers_for: str = ""
    accepts_for: str = ""
    opines_for: str = ""
    contests_for: str = ""
    convenes_for: str = ""
    concludes_for: str = ""
    offers_for: str = ""
    takes_offer_for: str = ""
    wishes_for: str = ""
    evaluates_for: str = ""
    adds_lot: bool = False
    own_wish: str = ""
    """Id of the standing wish that the body may take back."""
    wishes_to_answer: tuple[str, ...] = ()
    """Ids of the standing wishes that the owner may decline, or agree to by an offer."""

    @property
    def any(self) -> bool:
        """Something besides a lot, which is proposed where the lots are listed."""
        return replace(self, adds_lot=False) != Acts()


def acts_on(project: Project, acting: str, holds: Holds, wishes: Sequence[TransferWish] = ()) -> Acts:
    """What somebody who acts for `acting` may do."""
    if not acting:
        return Acts()
    state, lead = project.state, bare(project.lead)
    elected = holds(acting, "elected")
    drafts = holds(acting, "elected", "project_manager")
    if not elected:
        return Acts(
            edit=drafts and acting == lead and state in EDITABLE,
            adds_lot=drafts and _takes_lots(project, acting),
        )
    if state == ACCEPTED:
        return _in_hand(project, acting, wishes)
    meeting = {bare(each.body) for each in running_conciliation(project)}
    accepts = state == PROPOSED or must_accept_again(project)
    return Acts(
        edit=acting == lead and state in EDITABLE,
        submit=acting == lead and state == DRAFT,
        withdraw=acting == lead and state in NOT_FINAL,
        answers_for=acting if _is_invited(project, acting) else "",
        accepts_for=acting if accepts and acting == accepting_body(project) else "",
        opines_for=acting if _is_asked(project, acting) else "",
        contests_for=acting if state in CONTESTABLE and _is_concerned(project, acting) else "",
        convenes_for=acting if state == CONTESTED and acting in meeting else "",
        concludes_for=acting if state == CONCILIATION and acting in meeting else "",
        adds_lot=_takes_lots(project, acting),
    )


def _in_hand(project: Project, acting: str, wishes: Sequence[TransferWish]) -> Acts:
    """What its owner, and others who may take it over, may do with a project once it is accepted."""
    lots, owner = _takes_lots(project, acting), bare(project.owner)
    standing = [each for each in wishes if each.state == WishState.WISH_STATE_STANDING]
    if acting == (owner or bare(project.lead)):
        others = tuple(bare(each.name) for each in standing if not each.offer)
        return Acts(
            evaluates_for=acting,
            offers_for=acting if owner else "",
            wishes_to_answer=others if owner else (),
            adds_lot=lots,
        )
    own = next((bare(each.name) for each in standing if bare(each.body) == acting), "")
    if own or not owner or not _is_concerned(project, acting):
        return Acts(own_wish=own, adds_lot=lots)
    if project.HasField("offer") and bare(project.offer.to) == acting:
        return Acts(takes_offer_for=acting, adds_lot=lots)
    return Acts(wishes_for=acting, adds_lot=lots)


def _takes_lots(project: Project, acting: str) -> bool:
    open_ = project.state not in (DRAFT, AWAITING_PARTNERS, WITHDRAWN)
    return project.facts.programme and open_ and _is_concerned(project, acting)


def _is_concerned(project: Project, body: str) -> bool:
    return body in map(bare, project.concerned_bodies)


def _is_asked(project: Project, body: str) -> bool:
    """A body may change its mind until the decision is final, or until its day has passed in silence."""
    deemed = OpinionValue.OPINION_VALUE_DEEMED_FAVOURABLE
    running = project.state in (PROPOSED, OPINIONS_RUNNING)
    return running and any(bare(each.body) == body and each.value != deemed for each in project.opinions)


def _is_invited(project: Project, body: str) -> bool:
    return project.state == AWAITING_PARTNERS and any(
        bare(each.body) == body and each.answer == Answer.ANSWER_AWAITED for each in project.participants
    )


@dataclass(frozen=True)
class Step:
    """One step of the way of a project. `mark`: done, now, stopped or empty."""

    key: str
    mark: str


AT: dict[int, str] = {
    DRAFT: "draft",
    AWAITING_PARTNERS: "partners",
    OPINIONS_RUNNING: "opinions",
    CONTESTED: "contested",
    CONCILIATION: "conciliation",
    WITHOUT_OWNER: "without_owner",
    ACCEPTED: "accepted",
}


def steps(project: Project) -> list[Step]:
    """Draft → (partners) → decision → (opinions) → accepted, and where the project stands. A contest, a
    conciliation, a decision without owner take the place of the decision.
    """
    decided = AT.get(project.state, "decision")
    decision = decided if decided in ("contested", "conciliation", "without_owner") else "decision"
    keys = ["draft"]
    keys += ["partners"] if project.participants or decided == "partners" else []
    keys += [decision]
    keys += ["opinions"] if decided == "opinions" or (project.opinions and decision == "decision") else []
    keys += ["accepted"]
    here = keys.index(decided)
    stopped = project.state in (CONTESTED, WITHOUT_OWNER, WITHDRAWN)

    def mark(index: int) -> str:
        if index < here or project.state == ACCEPTED:
            return "done"
        if index == here:
            return "stopped" if stopped else "now"
        return ""

    return [Step(key, mark(index)) for index, key in enumerate(keys)]
