"""Offers, wishes and the reactions to them, in memory: who may, what lapses, what lives elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.domain import Caller, Forbidden, InvalidInput, NotFound, Refused, Stale, uuid7
from services.projects.domain.consent import Deliberation
from services.projects.domain.drafting import Draft
from services.projects.domain.project import Project
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.facts import Holding, Mode, Register
from services.projects.domain.transfer import TransferReason, TransferWish, WishTerms
from services.projects.domain.wish_states import WishState
from services.projects.use_cases.accept_ownership import AcceptOwnership, accept_ownership
from services.projects.use_cases.decline_wish import DeclineWish, decline_wish
from services.projects.use_cases.list_wishes import ListWishes, list_wishes
from services.projects.use_cases.offer_transfer import OfferTransfer, offer_transfer
from services.projects.use_cases.pass_deadlines import pass_deadlines
from services.projects.use_cases.take_answer import (
    close_declined,
    close_wishes,
    take_answer,
    take_withdrawal,
)
from services.projects.use_cases.wish_transfer import WishTransfer, wish_transfer
from services.projects.use_cases.withdraw_offer import WithdrawOffer, withdraw_offer
from services.projects.use_cases.withdraw_project import WithdrawProject, withdraw_project
from services.projects.use_cases.withdraw_wish import WithdrawWish, withdraw_wish
from tests.fixtures.projects.handing_over import CALL_VOTES, LOOS_VOTES, offer, wish
from tests.fixtures.projects.memory import MemoryUnit
from tests.fixtures.projects.territory import (
    CALL,
    HENIN,
    HOLDINGS,
    LOOS,
    MAYOR_OF_GRENAY,
    MAYOR_OF_LOOS,
    NOW,
    PRESIDENT_OF_CALL,
    SYNDICATE,
    TODAY,
    caller,
    castors,
    reference,
)

AGREEMENT = TransferReason.AGREEMENT


async def owned(unit: MemoryUnit, written: Draft | None = None) -> Project:
    """A project of Loos whose decision is final."""
    project = Project.draft(str(uuid7()), written or castors(), reference(), NOW)
    project.submit(reference(), NOW)
    project.propose(reference(), NOW)
    project.accept(project.accepting_body, LOOS_VOTES, NOW)
    project.pass_deadlines(NOW + timedelta(days=120))
    assert project.state is State.ACCEPTED
    await unit.projects.add(project)
    return project


async def offered(unit: MemoryUnit, project: Project, by: str = LOOS, to: str = CALL) -> Project:
    command = OfferTransfer(project.id, "", by, to, AGREEMENT, "", LOOS_VOTES)
    return await offer_transfer(command, caller(by), unit)


async def wished(unit: MemoryUnit, project: Project, by: str = CALL, offer: str = "") -> TransferWish:
    terms = WishTerms(project.id, by, offer, AGREEMENT, "", CALL_VOTES)
    return await wish_transfer(WishTransfer(terms), caller(by), unit)


async def state_of(unit: MemoryUnit, known: TransferWish) -> WishState:
    return (await unit.wishes.get(known.id)).state


async def owner_of(unit: MemoryUnit, project: Project) -> tuple[str, int]:
    found = await unit.projects.get(project.id)
    return found.tenure.owner, found.epoch


def offer_id(project: Project) -> str:
    assert project.tenure.offer is not None
    return project.tenure.offer.id


# --- the reaction --------------------------------------------------------------------------------------


async def test_an_accepted_offer_moves_the_project_when_the_wish_is_heard() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    said = await wished(unit, project, offer=offer_id(await offered(unit, project)))
    assert await owner_of(unit, project) == (LOOS, 1)
    await take_answer(said, unit)
    assert await owner_of(unit, project) == (CALL, 2)
    assert await state_of(unit, said) is WishState.STANDING
    await close_wishes(project.id, said.id, unit)
    assert await state_of(unit, said) is WishState.FULFILLED


async def test_a_wish_heard_twice_moves_the_project_once() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    said = await wished(unit, project, offer=offer_id(await offered(unit, project)))
    await take_answer(said, unit)
    await take_answer(said, unit)
    assert await owner_of(unit, project) == (CALL, 2)


async def test_a_wish_withdrawn_before_the_owner_heard_of_it_moves_nothing() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    said = await wished(unit, project, offer=offer_id(await offered(unit, project)))
    await withdraw_wish(WithdrawWish(said.id, "", CALL), PRESIDENT_OF_CALL, unit)
    await take_answer(said, unit)
    assert await owner_of(unit, project) == (LOOS, 1)
    assert await state_of(unit, said) is WishState.WITHDRAWN


async def test_a_withdrawal_after_the_transfer_is_too_late() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    said = await wished(unit, project, offer=offer_id(await offered(unit, project)))
    await take_answer(said, unit)
    with pytest.raises(Refused) as refusal:
        await withdraw_wish(WithdrawWish(said.id, "", CALL), PRESIDENT_OF_CALL, unit)
    assert refusal.value.reason == "ALREADY_TRANSFERRED"


async def test_an_answer_to_an_offer_that_was_taken_back_lapses() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    said = await wished(unit, project, offer=offer_id(await offered(unit, project)))
    await withdraw_offer(WithdrawOffer(project.id, "", LOOS), MAYOR_OF_LOOS, unit)
    await take_answer(said, unit)
    assert await owner_of(unit, project) == (LOOS, 1)
    assert await state_of(unit, said) is WishState.LAPSED


async def test_an_offer_taken_back_closes_its_answers_and_leaves_proposals_standing() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    answer = await wished(unit, project, offer=offer_id(await offered(unit, project)))
    await withdraw_offer(WithdrawOffer(project.id, "", LOOS), MAYOR_OF_LOOS, unit)
    await close_wishes(project.id, "", unit)
    assert await state_of(unit, answer) is WishState.LAPSED
    proposal = await wished(unit, project)
    await close_wishes(project.id, "", unit)
    assert await state_of(unit, proposal) is WishState.STANDING


async def test_a_body_that_the_law_no_longer_makes_able_takes_nothing_over() -> None:
    held = Holding(SYNDICATE, "6520", Mode.TRANSFERRED_TO_THIRD_BODY)

    class Later(MemoryUnit):
        async def reference(self) -> ReferenceData:
            return replace(reference(), register=Register([*HOLDINGS, held]))

    unit = MemoryUnit()
    project = await owned(unit)
    said = await wished(unit, project, offer=offer_id(await offered(unit, project)))
    await take_answer(said, Later(unit.store))
    assert await owner_of(unit, project) == (LOOS, 1)
    assert await state_of(unit, said) is WishState.LAPSED


async def test_events_about_what_nobody_here_knows_change_nothing() -> None:
    unit = MemoryUnit()
    foreign = wish()
    foreign.home_node = "grenay"
    await take_answer(foreign, unit)
    await take_withdrawal(foreign, unit)
    await close_wishes(foreign.terms.project, foreign.id, unit)
    await close_declined(foreign.id, "Non.", unit)
    with pytest.raises(NotFound):
        await unit.wishes.get(foreign.id)


# --- refusals ------------------------------------------------------------------------------------------


async def test_a_wish_needs_an_owner_to_ask() -> None:
    unit = MemoryUnit()
    project = Project.draft(str(uuid7()), castors(), reference(), NOW)
    project.submit(reference(), NOW)
    project.propose(reference(), NOW)
    await unit.projects.add(project)
    with pytest.raises(Refused) as refusal:
        await wished(unit, project)
    assert refusal.value.reason == "NO_OWNER"


async def test_the_owner_does_not_wish_for_what_it_owns() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    with pytest.raises(Refused) as refusal:
        await wished(unit, project, LOOS)
    assert refusal.value.reason == "ALREADY_OWNER"


async def test_an_offer_that_stands_no_more_is_not_accepted() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    gone = offer_id(await offered(unit, project))
    await withdraw_offer(WithdrawOffer(project.id, "", LOOS), MAYOR_OF_LOOS, unit)
    with pytest.raises(Refused) as refusal:
        await wished(unit, project, offer=gone)
    assert refusal.value.reason == "OFFER_GONE"


async def test_a_body_waits_for_one_answer_at_a_time() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    await wished(unit, project)
    with pytest.raises(Refused) as refusal:
        await wished(unit, project)
    assert refusal.value.reason == "WISH_STANDS"


async def test_a_wish_says_everything_that_is_wrong_with_it() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    terms = WishTerms(project.id, CALL, "", AGREEMENT, "x" * 5_001, Deliberation(TODAY, ""))
    with pytest.raises(InvalidInput) as refusal:
        await wish_transfer(WishTransfer(terms), PRESIDENT_OF_CALL, unit)
    assert [fault.field for fault in refusal.value.faults] == ["text", "deliberation.reference"]


async def test_a_restricted_project_is_not_found_by_strangers() -> None:
    unit = MemoryUnit()
    project = await owned(unit, castors(restricted=True))
    with pytest.raises(NotFound):
        await wished(unit, project, HENIN)
    with pytest.raises(NotFound):
        await list_wishes(ListWishes(project.id, 9), caller(HENIN), unit)


async def test_whoever_offers_has_read_the_project_and_withdraws_what_they_have_read() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    command = OfferTransfer(project.id, '"1-99"', LOOS, CALL, AGREEMENT, "", LOOS_VOTES)
    with pytest.raises(Stale):
        await offer_transfer(command, MAYOR_OF_LOOS, unit)
    said = await wished(unit, project)
    with pytest.raises(Stale):
        await withdraw_wish(WithdrawWish(said.id, '"1-9"', CALL), PRESIDENT_OF_CALL, unit)


async def test_a_body_takes_back_only_its_own_wish() -> None:
    unit = MemoryUnit()
    said = await wished(unit, await owned(unit))
    for who, body in ((MAYOR_OF_LOOS, LOOS), (PRESIDENT_OF_CALL, LOOS)):
        with pytest.raises(Forbidden):
            await withdraw_wish(WithdrawWish(said.id, "", body), who, unit)


async def test_a_wish_about_another_project_is_not_declined_here() -> None:
    unit = MemoryUnit()
    said, other = await wished(unit, await owned(unit)), await owned(unit)
    with pytest.raises(InvalidInput) as refusal:
        await decline_wish(DeclineWish(other.id, "", LOOS, said.id), MAYOR_OF_LOOS, unit)
    assert [(fault.field, fault.reason) for fault in refusal.value.faults] == [("wish", "OTHER_PROJECT")]


async def test_wishes_are_listed_page_by_page_for_the_bodies_concerned() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    first = await wished(unit, project)
    await decline_wish(DeclineWish(project.id, "", LOOS, first.id, "Non."), MAYOR_OF_LOOS, unit)
    second = await wished(unit, project)
    page = await list_wishes(ListWishes(project.id, 1), MAYOR_OF_LOOS, unit)
    assert page.after == (page.items[0].id,)
    rest = await list_wishes(ListWishes(project.id, 1, page.items[0].id), MAYOR_OF_LOOS, unit)
    assert {page.items[0].id, rest.items[0].id} == {first.id, second.id}
    assert (await list_wishes(ListWishes(project.id, 9), Caller(), unit)).items == ()


# --- two nodes -----------------------------------------------------------------------------------------


async def moved_to_another_node(unit: MemoryUnit) -> Project:
    """Taken over by the agglomeration, which has a node of its own."""
    unit.store.homes[CALL] = "call"
    project = await owned(unit)
    said = wish(project=project.id, offer=offer_id(await offered(unit, project)))
    said.version, said.home_node = 1, "call"
    await take_answer(said, unit)
    return project


async def test_a_project_that_moved_to_another_node_is_written_there_alone() -> None:
    unit = MemoryUnit()
    project = await moved_to_another_node(unit)
    moved = await unit.projects.get(project.id)
    assert (moved.home_node, moved.epoch) == ("call", 2)
    vote = Deliberation(TODAY, "2026-2")
    for command in (
        offer_transfer(
            OfferTransfer(project.id, "", CALL, LOOS, AGREEMENT, "", vote), PRESIDENT_OF_CALL, unit
        ),
        withdraw_offer(WithdrawOffer(project.id, "", CALL), PRESIDENT_OF_CALL, unit),
        accept_ownership(AcceptOwnership(project.id, "", CALL, vote), PRESIDENT_OF_CALL, unit),
        withdraw_project(WithdrawProject(project.id, ""), MAYOR_OF_LOOS, unit),
    ):
        with pytest.raises(Refused) as refusal:
            await command
        assert (refusal.value.reason, refusal.value.metadata["home_node"]) == ("NOT_HOME", "call")
    assert (await unit.projects.get(project.id)).version == moved.version


async def test_no_deadline_passes_here_for_a_project_that_lives_elsewhere() -> None:
    unit = MemoryUnit()
    project, kept = await moved_to_another_node(unit), await owned(unit)
    unit.clock.instant = NOW + timedelta(days=10_000)
    before = (await unit.projects.get(project.id)).version
    for each in (project, kept):
        await pass_deadlines(each.id, unit)
    assert (await unit.projects.get(project.id)).version == before
    assert (await unit.projects.get(kept.id)).learning.review_due


async def test_a_body_may_still_wish_for_a_project_that_lives_elsewhere() -> None:
    unit = MemoryUnit()
    project = await moved_to_another_node(unit)
    said = await wished(unit, project, LOOS)
    assert (said.home_node, said.terms.epoch) == ("artois", 2)
    await take_answer(said, unit)
    assert await owner_of(unit, project) == (CALL, 2)


async def test_an_offer_is_answered_on_the_node_of_its_project_alone() -> None:
    unit = MemoryUnit()
    copy = await unit.projects.get((await moved_to_another_node(unit)).id)
    copy.tenure = copy.tenure.offered(offer(to=LOOS, deliberation=CALL_VOTES))
    unit.store.projects[copy.id] = copy
    said = await wished(unit, copy, LOOS, offer_id(copy))
    await take_answer(said, unit)
    assert await owner_of(unit, copy) == (CALL, 2)
    assert await state_of(unit, said) is WishState.STANDING


async def test_no_node_wishes_for_a_body_that_uses_another() -> None:
    unit = MemoryUnit()
    unit.store.homes[CALL] = "call"
    project = await owned(unit)
    forged = wish(project=project.id, offer=offer_id(await offered(unit, project)))
    forged.version, forged.home_node = 1, "grenay"
    await take_answer(forged, unit)
    assert await owner_of(unit, project) == (LOOS, 1)
    with pytest.raises(NotFound):
        await unit.wishes.get(forged.id)


async def test_the_wish_of_another_node_counts_as_soon_as_its_event_came() -> None:
    unit = MemoryUnit()
    unit.store.homes[CALL] = "call"
    project = await owned(unit)
    foreign = wish(project=project.id, offer="")
    foreign.version, foreign.home_node = 1, "call"
    await take_answer(foreign, unit)
    moved = await offered(unit, project)
    assert (moved.tenure.owner, moved.home_node) == (CALL, "call")


async def test_the_wish_of_another_node_counts_no_more_once_it_was_taken_back() -> None:
    unit = MemoryUnit()
    unit.store.homes[CALL] = "call"
    project = await owned(unit)
    foreign = wish(project=project.id, offer="")
    foreign.version, foreign.home_node = 1, "call"
    await take_answer(foreign, unit)
    foreign.withdraw(NOW)
    foreign.version = 2
    await take_withdrawal(foreign, unit)
    assert (await offered(unit, project)).tenure.owner == LOOS


async def test_a_withdrawal_that_came_too_late_leaves_the_wish_fulfilled() -> None:
    unit = MemoryUnit(node="call")
    project = await owned(unit)
    said = await wished(unit, project)
    await withdraw_wish(WithdrawWish(said.id, "", CALL), PRESIDENT_OF_CALL, unit)
    await close_wishes(project.id, said.id, unit)
    assert await state_of(unit, said) is WishState.FULFILLED


async def test_a_neighbour_without_a_mandate_wishes_for_nobody() -> None:
    unit = MemoryUnit()
    project = await owned(unit)
    terms = WishTerms(project.id, CALL, "", AGREEMENT, "", CALL_VOTES)
    for who in (MAYOR_OF_GRENAY, caller(CALL, "project_manager"), Caller()):
        with pytest.raises(Forbidden):
            await wish_transfer(WishTransfer(terms), who, unit)
    assert not unit.store.in_hand.wishes
