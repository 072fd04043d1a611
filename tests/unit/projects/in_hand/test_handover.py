"""A project in its owner's hands: offered, wished for, transferred, and never with two owners."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.domain import Forbidden, InvalidInput, Refused, beginning_of_day
from services.projects.domain import handover
from services.projects.domain.consent import Deliberation
from services.projects.domain.events import (
    OwnershipTransferred,
    ReturnClauseReached,
    TransferOffered,
    TransferOfferWithdrawn,
)
from services.projects.domain.project import Project
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.decision import OwnerKind, Role
from services.projects.domain.subsidiarity.facts import Capacity, Holding, Mode, Register, Skill
from services.projects.domain.tenure import ReturnClause
from services.projects.domain.transfer import TransferReason
from services.projects.domain.wish_states import WishState
from tests.fixtures.projects.handing_over import CALL_VOTES, LOOS_VOTES, PROJECT, WISH, offer, wish
from tests.fixtures.projects.territory import (
    CAHC,
    CALL,
    GRENAY,
    HOLDINGS,
    LOOS,
    NOW,
    POLE,
    SYNDICATE,
    TODAY,
    castors,
    reference,
)

REFERENCE = reference()
LATER = NOW + timedelta(days=30)


def owned(against: ReferenceData = REFERENCE) -> Project:
    """Owned by Loos, after the silence of everybody who was asked."""
    project = Project.draft(PROJECT, castors(), against, NOW)
    project.home_node = "artois"
    project.submit(against, NOW)
    project.propose(against, NOW)
    project.accept(project.accepting_body, LOOS_VOTES, NOW)
    project.pass_deadlines(NOW + timedelta(days=120))
    assert project.state is State.ACCEPTED
    project.recorded.clear()
    return project


def moved() -> Project:
    """Owned by the agglomeration, which took it over from Loos."""
    project = owned()
    handover.offer_transfer(project, LOOS, offer(), REFERENCE, NOW)
    handover.transfer(project, wish(), "artois", REFERENCE, NOW)
    project.recorded.clear()
    return project


def test_ownership_begins_with_the_final_decision() -> None:
    project = owned()
    first = project.tenure.chain[0]
    assert project.tenure.owner == LOOS
    assert (first.owner, first.title, first.epoch, first.deliberation, first.reason) == (
        LOOS,
        "Loos-en-Gohelle",
        1,
        LOOS_VOTES,
        None,
    )


def test_who_offers_stays_owner_and_keeps_working() -> None:
    project = owned()
    handover.offer_transfer(project, LOOS, offer(), REFERENCE, NOW)
    assert project.recorded == [TransferOffered()]
    assert (project.tenure.owner, project.tenure.offer, project.epoch) == (LOOS, offer(), 1)


def test_a_project_moves_up_and_the_commune_where_it_grew_stays_co_owner() -> None:
    project = owned()
    handover.offer_transfer(project, LOOS, offer(), REFERENCE, NOW)
    handover.transfer(project, wish(), "call", REFERENCE, LATER)
    assert project.recorded[-1] == OwnershipTransferred(WISH, LOOS, CALL)
    assert (project.tenure.owner, project.tenure.offer) == (CALL, None)
    assert (project.epoch, project.home_node, project.state) == (2, "call", State.ACCEPTED)
    assert [(link.owner, link.epoch) for link in project.tenure.chain] == [(LOOS, 1), (CALL, 2)]
    assert project.tenure.chain[1].deliberation == CALL_VOTES
    assert project.tenure.chain[1].reason is TransferReason.EVALUATION
    assert project.decision is not None
    assert (project.decision.owner.body, project.decision.number) == (CALL, 2)
    assert Role.CO_OWNER in project.decision.roles_of(LOOS)
    assert project.written.facts.origin == LOOS
    assert [past.owner.body for past in project.past_decisions] == [LOOS]
    assert project.consent.acceptance == CALL_VOTES
    assert project.decision.due == ()


def test_a_project_comes_back_down_to_the_commune() -> None:
    project = moved()
    handover.offer_transfer(project, CALL, offer(to=LOOS, deliberation=CALL_VOTES), REFERENCE, LATER)
    handover.transfer(project, wish(body=LOOS, epoch=2), "artois", REFERENCE, LATER)
    assert [link.owner for link in project.tenure.chain] == [LOOS, CALL, LOOS]
    assert (project.tenure.owner, project.epoch) == (LOOS, 3)
    assert project.decision is not None
    assert project.decision.number == 3


def test_a_known_origin_stays_what_it_was() -> None:
    project = owned()
    project.written = replace(project.written, facts=replace(project.written.facts, origin=GRENAY))
    handover.offer_transfer(project, LOOS, offer(), REFERENCE, NOW)
    handover.transfer(project, wish(), "artois", REFERENCE, NOW)
    assert project.written.facts.origin == GRENAY


def test_a_lapse_of_support_moves_the_project_up_with_a_dated_way_back() -> None:
    project = owned()
    lapse = offer(reason=TransferReason.LAPSE_OF_SUPPORT)
    handover.offer_transfer(project, LOOS, lapse, REFERENCE, NOW)
    handover.transfer(project, wish(), "artois", REFERENCE, NOW)
    assert project.tenure.return_clause == ReturnClause(LOOS, date(TODAY.year + 3, TODAY.month, TODAY.day))


def test_a_return_clause_brings_the_project_back_and_is_then_gone() -> None:
    project = owned()
    handover.offer_transfer(project, LOOS, offer(reason=TransferReason.LAPSE_OF_SUPPORT), REFERENCE, NOW)
    handover.transfer(project, wish(), "artois", REFERENCE, NOW)
    assert project.tenure.return_clause is not None
    day = project.tenure.return_clause.due
    came = beginning_of_day(day)
    project.pass_deadlines(came)
    assert ReturnClauseReached() in project.recorded
    back = offer(to=LOOS, reason=TransferReason.RETURN_CLAUSE)
    handover.offer_transfer(project, CALL, back, REFERENCE, came)
    handover.transfer(project, wish(body=LOOS, epoch=2), "artois", REFERENCE, came)
    assert (project.tenure.owner, project.tenure.return_clause) == (LOOS, None)
    assert project.tenure.chain[-1].reason is TransferReason.RETURN_CLAUSE


def test_only_the_owner_offers_withdraws_and_declines() -> None:
    project = owned()
    for act in (
        lambda: handover.offer_transfer(project, GRENAY, offer(), REFERENCE, NOW),
        lambda: handover.withdraw_offer(project, CALL, NOW),
        lambda: handover.decline_wish(project, CALL, wish(), "", NOW),
    ):
        with pytest.raises(Forbidden) as refusal:
            act()
        assert refusal.value.reason == "NOT_THE_OWNER"
    assert project.recorded == []


def test_a_body_that_the_law_does_not_make_able_is_refused_with_why() -> None:
    project = owned()
    with pytest.raises(Refused) as refusal:
        handover.offer_transfer(project, LOOS, offer(to=CAHC), REFERENCE, NOW)
    assert refusal.value.reason == "NOT_ABLE"
    assert len(str(refusal.value.text)) > len("La collectivité 246200299 ne peut pas porter ce projet. ")
    assert project.tenure.offer is None


def test_nothing_is_offered_to_who_owns_already_nor_while_an_offer_stands() -> None:
    project = owned()
    with pytest.raises(Refused) as refusal:
        handover.offer_transfer(project, LOOS, offer(to=LOOS), REFERENCE, NOW)
    assert refusal.value.reason == "ALREADY_OWNER"
    handover.offer_transfer(project, LOOS, offer(), REFERENCE, NOW)
    with pytest.raises(Refused) as refusal:
        handover.offer_transfer(project, LOOS, offer(id="other"), REFERENCE, NOW)
    assert refusal.value.reason == "OFFER_STANDS"


def test_an_offer_says_everything_that_is_wrong_with_it_at_once() -> None:
    bad = offer(text="\u202e", deliberation=Deliberation(TODAY + timedelta(days=2), ""))
    with pytest.raises(InvalidInput) as refusal:
        handover.offer_transfer(owned(), LOOS, bad, REFERENCE, NOW)
    assert [fault.field for fault in refusal.value.faults] == [
        "text",
        "deliberation.reference",
        "deliberation.date",
    ]


def test_the_owner_takes_its_offer_back_as_long_as_it_stands() -> None:
    project = owned()
    handover.offer_transfer(project, LOOS, offer(), REFERENCE, NOW)
    handover.withdraw_offer(project, LOOS, NOW)
    assert project.recorded[-1] == TransferOfferWithdrawn()
    assert project.tenure.offer is None
    with pytest.raises(Refused) as refusal:
        handover.withdraw_offer(project, LOOS, NOW)
    assert refusal.value.reason == "NO_OFFER"


def test_a_wish_answers_the_offer_that_it_accepts_or_that_it_crosses_and_no_other() -> None:
    tenure = owned().tenure.offered(offer())
    assert tenure.agrees_with(wish())
    assert tenure.agrees_with(wish(offer=""))
    assert not tenure.agrees_with(wish(offer="another"))
    assert not tenure.without_offer().agrees_with(wish())
    assert not tenure.agrees_with(wish(body=POLE, offer=""))


def test_a_wish_counts_for_one_owner_only() -> None:
    project = moved()
    said = wish(body=LOOS, offer="")
    project.tenure = project.tenure.offered(offer(to=LOOS))
    assert not project.tenure.agrees_with(said)
    assert project.tenure.agrees_with(wish(body=LOOS, offer="", epoch=2))


def test_a_project_tells_what_became_of_a_wish() -> None:
    tenure = owned().tenure.offered(offer())
    assert tenure.fate_of(wish()) is WishState.STANDING
    assert tenure.fate_of(wish(offer="")) is WishState.STANDING
    assert tenure.fate_of(wish(offer="another")) is WishState.LAPSED
    assert tenure.without_offer().fate_of(wish()) is WishState.LAPSED
    assert tenure.without_offer().fate_of(wish(offer="")) is WishState.STANDING
    assert moved().tenure.fate_of(wish()) is WishState.FULFILLED
    assert moved().tenure.fate_of(wish(body=POLE, offer="")) is WishState.LAPSED
    assert moved().tenure.fate_of(wish(body=LOOS, offer="", epoch=2)) is WishState.STANDING


def test_a_register_that_changed_since_the_offer_stops_the_transfer() -> None:
    project = owned()
    handover.offer_transfer(project, LOOS, offer(), REFERENCE, NOW)
    before = len(project.recorded)
    held = Holding(SYNDICATE, "6520", Mode.TRANSFERRED_TO_THIRD_BODY)
    later = replace(REFERENCE, register=Register([*HOLDINGS, held]), _grounds={})
    with pytest.raises(Refused) as refusal:
        handover.transfer(project, wish(), "artois", later, NOW)
    assert refusal.value.reason == "NOT_ABLE"
    assert (len(project.recorded), project.tenure.owner, project.epoch) == (before, LOOS, 1)


def test_a_declined_wish_must_stand() -> None:
    project, said = owned(), wish()
    said.withdraw(NOW)
    with pytest.raises(Refused) as refusal:
        handover.decline_wish(project, LOOS, said, "", NOW)
    assert refusal.value.reason == "WISH_CLOSED"


def test_an_owner_does_not_decline_the_wish_by_which_it_became_owner() -> None:
    with pytest.raises(Refused) as refusal:
        handover.decline_wish(moved(), CALL, wish(), "", NOW)
    assert refusal.value.reason == "WISH_CLOSED"


def test_a_project_that_rose_for_lack_of_support_keeps_its_return_clause_when_it_is_final() -> None:
    nobody = {LOOS: Capacity({}), CALL: Capacity(dict.fromkeys(Skill, 10))}  # type: ignore[arg-type]
    unwilling = reference({LOOS: Capacity({}, willing=False, deliberation="2026-4"), CALL: nobody[CALL]})
    project = owned(unwilling)
    assert project.decision is not None
    assert project.decision.owner.kind is OwnerKind.BODY
    assert project.tenure.owner == CALL
    assert project.tenure.return_clause is not None
    assert project.tenure.return_clause.body == LOOS
