"""Two nodes and a link that delays, reorders, repeats and breaks: there is never a moment with two owners,
nor with none, and no wish counts twice. The use cases are the real ones, over storage in memory.
"""

from __future__ import annotations

import copy
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chassis.domain import DomainError
from services.projects.domain.events import OwnershipTransferred, TransferOfferWithdrawn, TransferWishDeclined
from services.projects.domain.project import Project
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.subsidiarity.facts import Holding, Mode, Register
from services.projects.domain.transfer import (
    TransferAccepted,
    TransferReason,
    TransferRequested,
    TransferWish,
    WishTerms,
)
from services.projects.domain.wish_states import WishState
from services.projects.use_cases.decline_wish import DeclineWish, decline_wish
from services.projects.use_cases.offer_transfer import OfferTransfer, offer_transfer
from services.projects.use_cases.take_answer import (
    close_declined,
    close_wishes,
    take_answer,
    take_withdrawal,
)
from services.projects.use_cases.wish_transfer import WishTransfer, wish_transfer
from services.projects.use_cases.withdraw_offer import WithdrawOffer, withdraw_offer
from services.projects.use_cases.withdraw_wish import WithdrawWish, withdraw_wish
from tests.fixtures.projects.handing_over import LOOS_VOTES
from tests.fixtures.projects.memory import MemoryStore, MemoryUnit
from tests.fixtures.projects.territory import (
    CALL,
    HOLDINGS,
    LOOS,
    NOW,
    POLE,
    FixedClock,
    caller,
    castors,
    reference,
)

HOMES = {LOOS: "a", POLE: "a", CALL: "b"}
"""Whose node each of the three bodies uses that the law makes able."""
ABLE = (*HOLDINGS, Holding(POLE, "6520", Mode.METROPOLITAN_INTEREST, deliberation="2026-1"))
REFERENCE = ReferenceData(
    reference().directory, Register(ABLE), {}, reference().competences, reference().book
)
PROJECTS = ("0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002")

ResultT = TypeVar("ResultT")


def done(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run what waits for nothing, since all storage is memory."""
    try:
        work.send(None)
    except StopIteration as finished:
        result: ResultT = finished.value
        return result
    raise AssertionError("storage in memory never waits")


class OnANode(MemoryUnit):
    """A transaction on one node of the two."""

    async def reference(self) -> ReferenceData:
        return REFERENCE


@dataclass(frozen=True)
class Message:
    """An event with its resource as it was after it."""

    event: object
    resource: Project | TransferWish


@dataclass
class Node:
    """One installation: its storage, and the last version of each resource that its reader applied."""

    name: str
    store: MemoryStore
    applied: dict[str, int] = field(default_factory=dict)
    cut: bool = False

    def unit(self) -> OnANode:
        return OnANode(self.store, FixedClock(NOW + timedelta(days=200)), node=self.name)

    def journal(self) -> Iterator[Message]:
        for event, project in self.store.events:
            yield Message(event, project)
        for said, wish in self.store.in_hand.wish_events:
            yield Message(said, wish)

    def take(self, message: Message) -> None:
        """The reader: an old version is dropped; what comes next has its effect."""
        resource = message.resource
        if resource.version <= self.applied[resource.name]:
            return
        assert resource.version == self.applied[resource.name] + 1
        self.applied[resource.name] = resource.version
        if isinstance(resource, Project):
            if resource.version > self.store.projects[resource.id].version:
                self.store.projects[resource.id] = copy.deepcopy(resource)
            self._follow(message.event, resource.id)
        elif isinstance(message.event, TransferAccepted | TransferRequested):
            done(take_answer(copy.deepcopy(resource), self.unit()))
        else:
            done(take_withdrawal(copy.deepcopy(resource), self.unit()))

    def _follow(self, event: object, project_id: str) -> None:
        match event:
            case OwnershipTransferred(wish=wish):
                done(close_wishes(project_id, wish, self.unit()))
            case TransferWishDeclined(wish=wish, text=text):
                done(close_declined(wish, text, self.unit()))
            case TransferOfferWithdrawn():
                done(close_wishes(project_id, "", self.unit()))


bodies = st.sampled_from(sorted(HOMES))
projects = st.sampled_from(PROJECTS)
picks = st.integers(min_value=0, max_value=99)


class TwoNodes(RuleBasedStateMachine):
    """People act on their own node, at any time; events arrive whenever the link lets them."""

    def __init__(self) -> None:
        super().__init__()
        self.nodes = {
            name: Node(name, MemoryStore(homes={b: home for b, home in HOMES.items() if home != name}))
            for name in ("a", "b")
        }

    @initialize()
    def both_know_two_projects_of_the_commune(self) -> None:
        for project_id in PROJECTS:
            project = Project.draft(project_id, castors(), REFERENCE, NOW)
            project.home_node = "a"
            project.submit(REFERENCE, NOW)
            project.propose(REFERENCE, NOW)
            project.accept(LOOS, LOOS_VOTES, NOW)
            project.pass_deadlines(NOW + timedelta(days=150))
            assert project.tenure.owner == LOOS
            project.version = len(project.recorded)
            project.recorded.clear()
            for node in self.nodes.values():
                node.store.projects[project_id] = copy.deepcopy(project)
                node.applied[project.name] = project.version

    # --- what people do, each on the node of their body ------------------------------------------------

    def _act(self, body: str, use_case: Any, command: Any) -> None:
        """What is refused changes nothing; what breaks fails the test."""
        try:
            done(use_case(command, caller(body), self.nodes[HOMES[body]].unit()))
        except DomainError:
            return

    @rule(project=projects, body=bodies, to=bodies)
    def offers(self, project: str, body: str, to: str) -> None:
        command = OfferTransfer(project, "", body, to, TransferReason.AGREEMENT, "", LOOS_VOTES)
        self._act(body, offer_transfer, command)

    @rule(project=projects, body=bodies)
    def takes_its_offer_back(self, project: str, body: str) -> None:
        self._act(body, withdraw_offer, WithdrawOffer(project, "", body))

    @rule(project=projects, body=bodies, accepts=st.booleans())
    def wishes(self, project: str, body: str, accepts: bool) -> None:
        offer = self.nodes[HOMES[body]].store.projects[project].tenure.offer
        accepted = offer.id if offer is not None and accepts else ""
        terms = WishTerms(project, body, accepted, TransferReason.AGREEMENT, "", LOOS_VOTES)
        self._act(body, wish_transfer, WishTransfer(terms))

    @rule(project=projects, to=bodies, proposes=st.booleans())
    def the_owner_offers_to_a_body_that_is_asked(self, project: str, to: str, proposes: bool) -> None:
        """What chance alone seldom does: whoever owns offers, and the other body says what it likes."""
        latest = max((known for _, known in self._copies(project)), key=lambda known: known.version)
        if proposes:
            self.wishes(project, to, accepts=False)
        self.offers(project, latest.tenure.owner, to)
        if not proposes:
            self.wishes(project, to, accepts=True)

    @precondition(lambda self: any(node.store.in_hand.wishes for node in self.nodes.values()))
    @rule(pick=picks)
    def takes_its_wish_back(self, pick: int) -> None:
        made = [wish for node in self.nodes.values() for wish in node.store.in_hand.wishes.values()]
        wish = made[pick % len(made)]
        body = wish.terms.body
        self._act(body, withdraw_wish, WithdrawWish(wish.id, "", body))

    @precondition(lambda self: any(node.store.in_hand.wishes for node in self.nodes.values()))
    @rule(pick=picks, body=bodies)
    def declines(self, pick: int, body: str) -> None:
        made = [wish for node in self.nodes.values() for wish in node.store.in_hand.wishes.values()]
        wish = made[pick % len(made)]
        self._act(body, decline_wish, DeclineWish(wish.terms.project, "", body, wish.id, "Non."))

    # --- what the link does ----------------------------------------------------------------------------

    def _next_for(self, target: Node, *, cut: bool = True) -> list[Message]:
        """What may arrive now: the next event of each resource, in any order among resources."""
        coming = []
        for source in self.nodes.values():
            if cut and source is not target and (source.cut or target.cut):
                continue
            for message in source.journal():
                last = target.applied.setdefault(message.resource.name, 0)
                if message.resource.version == last + 1:
                    coming.append(message)
        return coming

    @rule(pick=picks, name=st.sampled_from("ab"))
    def an_event_arrives(self, pick: int, name: str) -> None:
        coming = self._next_for(self.nodes[name])
        if coming:
            self.nodes[name].take(coming[pick % len(coming)])

    @rule(name=st.sampled_from("ab"))
    def a_reader_starts_again_from_the_beginning(self, name: str) -> None:
        target = self.nodes[name]
        for source in self.nodes.values():
            for message in source.journal():
                if message.resource.version <= target.applied.setdefault(message.resource.name, 0):
                    target.take(message)

    @rule(name=st.sampled_from("ab"), cut=st.booleans())
    def the_link_breaks_or_is_mended(self, name: str, cut: bool) -> None:
        self.nodes[name].cut = cut

    # --- what must always hold -------------------------------------------------------------------------

    def _copies(self, project_id: str) -> list[tuple[Node, Project]]:
        return [(node, node.store.projects[project_id]) for node in self.nodes.values()]

    @invariant()
    def one_node_at_most_writes_and_the_latest_word_says_which(self) -> None:
        for project_id in PROJECTS:
            copies = self._copies(project_id)
            latest = max(copy.epoch for _, copy in copies)
            said = {(copy.home_node, copy.tenure.owner) for _, copy in copies if copy.epoch == latest}
            assert len(said) == 1
            home, owner = next(iter(said))
            assert HOMES[owner] == home
            writers = [(node.name, copy.epoch) for node, copy in copies if copy.home_node == node.name]
            # None only while the transfer is on its way to the new home.
            assert writers in ([], [(home, latest)])
            assert writers or all(copy.epoch < latest for node, copy in copies if node.name == home)

    @invariant()
    def each_epoch_has_one_owner_and_no_version_was_written_twice(self) -> None:
        for project_id in PROJECTS:
            written = [
                (message.resource.version, message.resource.epoch, message.resource.tenure.owner)
                for node in self.nodes.values()
                for message in node.journal()
                if isinstance(message.resource, Project) and message.resource.id == project_id
            ]
            assert len({version for version, _, _ in written}) == len(written)
            owners = {(epoch, owner) for _, epoch, owner in written}
            assert len({epoch for epoch, _ in owners}) == len(owners)
            for _, project in self._copies(project_id):
                assert [link.epoch for link in project.tenure.chain] == list(range(1, project.epoch + 1))

    @invariant()
    def a_wish_moves_a_project_once_and_only_as_agreed(self) -> None:
        moved = [
            (event, message.resource)
            for node in self.nodes.values()
            for message in node.journal()
            if isinstance(event := message.event, OwnershipTransferred)
        ]
        assert len({event.wish for event, _ in moved}) == len(moved)
        made = {wish.id: wish for node in self.nodes.values() for wish in node.store.in_hand.wishes.values()}
        for event, project in moved:
            wish = made[event.wish]
            assert (wish.terms.project, wish.terms.body) == (project.id, event.to)
            assert wish.terms.epoch == project.epoch - 1

    def teardown(self) -> None:
        """Once everything has arrived, both know the same, and every wish knows what became of it."""
        while self._arrived(self.nodes["a"]) or self._arrived(self.nodes["b"]):
            continue
        for project_id in PROJECTS:
            (_, first), (_, second) = self._copies(project_id)
            assert (first.version, first.tenure, first.home_node) == (
                second.version,
                second.tenure,
                second.home_node,
            )
        moves = {
            message.event.wish: (message.resource.id, message.event.to, message.resource.epoch)
            for node in self.nodes.values()
            for message in node.journal()
            if isinstance(message.event, OwnershipTransferred)
        }
        for node in self.nodes.values():
            for wish in node.store.in_hand.wishes.values():
                fulfilled = wish.state is WishState.FULFILLED
                assert fulfilled or wish.id not in moves
                # Of two wishes of one body to one owner, the first withdrawn too late, both came true.
                terms = wish.terms
                assert not fulfilled or (terms.project, terms.body, terms.epoch + 1) in moves.values()
                tenure = node.store.projects[wish.terms.project].tenure
                assert not (wish.stands and tenure.agrees_with(wish)), "an agreement that moved nothing"
                assert not wish.stands or tenure.fate_of(wish) is WishState.STANDING

    def _arrived(self, node: Node) -> bool:
        coming = self._next_for(node, cut=False)
        for message in coming:
            node.take(message)
        return bool(coming)


TestTwoNodes = TwoNodes.TestCase
# Without shrinking, which takes minutes: the steps of a failure are printed as they were.
TestTwoNodes.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
