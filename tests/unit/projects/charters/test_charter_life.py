"""A charter from draft to the next version, and what its verbs refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest

from chassis.domain import Caller, InvalidInput, Mandate, NotFound, Refused, msg
from services.projects.domain.charter_life import (
    CharterAdopted,
    CharterDrafted,
    CharterPutToVote,
    CharterSimulated,
    CharterSuperseded,
    CharterUpdated,
    CharterVersion,
    CharterWithdrawn,
    founding_version,
    text_hash,
)
from services.projects.domain.charter_states import STEPS, CharterState, CharterVerb
from services.projects.domain.consent import Deliberation
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.storage.charter_file import charter_from_text
from tests.fixtures.projects.charter_texts import ARTOIS, pole_text

POLE = "200060358"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
VOTED = date(2026, 11, 20)
FIRST_DAY = date(2027, 1, 1)
VOTE = Deliberation(VOTED, "2026-11-007")


def charter(text: str = "") -> Charter:
    return charter_from_text(text or pole_text())


def draft(text: str = "") -> CharterVersion:
    version = CharterVersion.draft("0190-a", POLE, charter(text), NOW)
    version.recorded.clear()
    return version


def in_state(state: CharterState) -> CharterVersion:
    """A version that went the shortest way to a state."""
    version = draft()
    if state is CharterState.DRAFT:
        return version
    if state is CharterState.WITHDRAWN:
        version.withdraw(NOW)
        return version
    version.mark_simulated("s-1", text_hash(version.text), NOW)
    if state is CharterState.SIMULATED:
        return version
    version.put_to_vote(NOW)
    if state is CharterState.PUT_TO_VOTE:
        return version
    version.adopt(VOTE, FIRST_DAY, None, NOW)
    if state is CharterState.SUPERSEDED:
        version.supersede(date(2028, 1, 1), NOW)
    return version


def act(version: CharterVersion, verb: CharterVerb) -> None:
    match verb:
        case CharterVerb.UPDATE:
            version.update(charter(pole_text(version="3")), NOW)
        case CharterVerb.SIMULATE:
            if not version.mark_simulated("s-2", text_hash(version.text), NOW):
                # It answers instead of refusing: a simulation that ends too late is nobody's fault.
                raise Refused("DOES_NOT_COUNT", msg("Cette simulation ne compte pas."))
        case CharterVerb.PUT_TO_VOTE:
            version.put_to_vote(NOW)
        case CharterVerb.ADOPT:
            version.adopt(VOTE, FIRST_DAY, None, NOW)
        case CharterVerb.SUPERSEDE:
            version.supersede(date(2028, 1, 1), NOW)
        case CharterVerb.WITHDRAW:
            version.withdraw(NOW)


@pytest.mark.parametrize(("state", "verb"), list(product(CharterState, CharterVerb)))
def test_a_verb_leads_where_the_table_says_and_nowhere_else(state: CharterState, verb: CharterVerb) -> None:
    version = in_state(state)
    wanted = STEPS[state].get(verb)
    if wanted is None:
        with pytest.raises(Refused):
            act(version, verb)
        assert version.state is state
    else:
        act(version, verb)
        assert version.state is wanted.next


def test_the_whole_way_is_told_by_its_events() -> None:
    version = CharterVersion.draft("0190-a", POLE, charter(), NOW)
    version.update(charter(pole_text(version="3")), NOW)
    version.mark_simulated("s-1", text_hash(version.text), NOW)
    version.put_to_vote(NOW)
    version.adopt(VOTE, FIRST_DAY, date(2026, 1, 1), NOW)
    version.supersede(date(2027, 6, 1), NOW)

    assert [type(event) for event in version.recorded] == [
        CharterDrafted, CharterUpdated, CharterSimulated, CharterPutToVote, CharterAdopted, CharterSuperseded,
    ]  # fmt: skip
    assert (version.in_force_from, version.in_force_to) == (FIRST_DAY, date(2027, 5, 31))
    assert version.heading.version == "3"


def test_another_text_takes_a_simulated_draft_back_and_the_same_text_does_not() -> None:
    version = in_state(CharterState.SIMULATED)
    version.recorded.clear()
    version.update(charter(), NOW)
    assert (version.state, version.recorded) == (CharterState.SIMULATED, [])
    version.update(charter(pole_text(version="3")), NOW)
    assert (version.state, version.simulation) == (CharterState.DRAFT, "")


def test_a_simulation_of_another_text_does_not_count() -> None:
    version = draft()
    assert not version.mark_simulated("s-1", text_hash("another text"), NOW)
    assert (version.state, version.recorded) == (CharterState.DRAFT, [])


def test_the_same_simulation_told_twice_is_one_event() -> None:
    version = draft()
    assert version.mark_simulated("s-1", text_hash(version.text), NOW)
    assert version.mark_simulated("s-1", text_hash(version.text), NOW)
    assert version.recorded == [CharterSimulated()]


def test_nothing_goes_to_the_vote_that_was_not_simulated() -> None:
    with pytest.raises(Refused) as refused:
        draft().put_to_vote(NOW)
    assert refused.value.reason == "NOT_SIMULATED"


@pytest.mark.parametrize(
    ("first_day", "vote", "former", "reasons"),
    [
        (date(2026, 11, 19), VOTE, None, ["IN_FORCE_BEFORE_VOTE"]),
        (date(2026, 12, 31), VOTE, FIRST_DAY, ["IN_FORCE_BEFORE_FORMER"]),
        (FIRST_DAY, Deliberation(date(2026, 11, 23), "x"), None, ["DATE_IN_FUTURE"]),
        (date(2026, 1, 1), Deliberation(VOTED, ""), None, ["REQUIRED", "IN_FORCE_BEFORE_VOTE"]),
    ],
)
def test_an_adoption_that_cannot_be_is_refused_with_every_fault(
    first_day: date, vote: Deliberation, former: date | None, reasons: list[str]
) -> None:
    version = in_state(CharterState.PUT_TO_VOTE)
    with pytest.raises(InvalidInput) as refused:
        version.adopt(vote, first_day, former, NOW)
    assert [fault.reason for fault in refused.value.faults] == reasons
    assert version.state is CharterState.PUT_TO_VOTE


@pytest.mark.parametrize("first_day", [VOTED, FIRST_DAY])
def test_a_charter_holds_from_the_day_of_its_vote_at_the_earliest(first_day: date) -> None:
    version = in_state(CharterState.PUT_TO_VOTE)
    version.adopt(VOTE, first_day, first_day, NOW)
    assert version.in_force_from == first_day


def test_a_draft_is_its_bodys_alone_until_it_goes_to_the_vote() -> None:
    version = in_state(CharterState.SIMULATED)
    stranger, own = Caller("p-1"), Caller("p-2", frozenset({Mandate(POLE, "observer")}))
    assert version.audience == (POLE,)
    version.must_be_visible_to(own)
    with pytest.raises(NotFound):
        version.must_be_visible_to(stranger)
    version.put_to_vote(NOW)
    version.must_be_visible_to(stranger)
    version.withdraw(NOW)
    version.must_be_visible_to(stranger)
    assert (version.audience, version.recorded[-1]) == ((), CharterWithdrawn())


def test_the_founding_charter_is_adopted_until_the_pole_adopts_one() -> None:
    founding = charter_from_text(ARTOIS)
    alone = founding_version(founding, POLE, NOW, None)
    assert (alone.name, alone.state, alone.in_force_to) == ("charters/founding", CharterState.ADOPTED, None)
    followed = founding_version(founding, POLE, NOW, FIRST_DAY)
    assert (followed.state, followed.in_force_to) == (CharterState.SUPERSEDED, date(2026, 12, 31))
    assert not followed.recorded
