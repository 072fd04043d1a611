"""Conflicts of interest: of jurors, of who presides, of one person in two roles."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from chassis.domain import Caller, Forbidden, InvalidInput, Mandate, NotFound, Refused
from services.labels.domain.application import Application
from services.labels.domain.decision import Outcome
from services.labels.domain.disclosure import disclosed
from services.labels.domain.framework import Catalogue
from services.labels.domain.opinion import Advice, Opinion
from services.labels.domain.states import ApplicationState
from services.labels.use_cases.apply_for_label import ApplyForLabel, apply_for_label
from services.labels.use_cases.follow_project import follow_project
from services.labels.use_cases.list_applications import ListApplications, list_applications
from services.labels.use_cases.open_campaign import open_campaign
from services.labels.use_cases.show_application import each_shown, shown
from tests.contract.labels.fakes import FakeUnit, FixedClock
from tests.unit.labels.builders import (
    CAHC,
    CALL,
    CHAIR,
    GRENAY,
    JUROR,
    LIEVIN,
    LOOS,
    MAYOR,
    NOON,
    POLE,
    PROJECT_ID,
    SECOND_JUROR,
    TODAY,
    application,
    marked,
    project,
    proposal,
    sheet,
    stars,
    terms,
)

GOOD = sheet(energy=3, team=3)
THIRD = Caller("juror-9", frozenset({Mandate(POLE, "juror")}))

INTERESTED: dict[str, dict[str, Any]] = {
    "applicant": {"lead": GRENAY},
    "lead": {"lead": CAHC},
    "owner": {"owner": CAHC},
    "participant": {"participants": frozenset({CAHC})},
    "co_owner": {"co_owners": frozenset({CAHC})},
    "co_funder": {"co_funders": frozenset({CAHC})},
}
"""How a body may have a part in a project → what its copy says then."""


def body_of(part: str) -> str:
    return LOOS if part == "applicant" else CAHC


def juror_of(body: str, role: str = "elected", by: str = "") -> Caller:
    return Caller("juror-7", frozenset({Mandate(POLE, "juror"), Mandate(body, role, by)}))


def ready(*jurors: Caller) -> Application:
    """Marked by the jurors, with the opinion that the grid requires."""
    subject = application()
    for juror in jurors:
        subject.declare_interests(juror, False, "", stars(), project(), NOON)
        subject.mark_criteria(juror, GOOD, stars(), project(), NOON)
    opine(subject, CHAIR)
    return subject


def opine(subject: Application, chair: Caller, **changes: Any) -> None:
    ref = project(**{"owner": "", **changes})
    subject.give_opinion(Opinion("technical", Advice.FAVOURABLE, "", TODAY), chair, stars(), ref, NOON)


def decide(
    subject: Application, chair: Caller = CHAIR, lent: dict[str, frozenset[str]] | None = None, **changes: Any
) -> None:
    ref = project(**{"owner": "", **changes})
    subject.decide(proposal(), chair, stars(), ref, lent or {}, NOON)


@pytest.mark.parametrize("by", ["", "delegations/1"])
@pytest.mark.parametrize("role", ["elected", "project_manager", "agent", "observer", "juror"])
@pytest.mark.parametrize("part", INTERESTED)
def test_who_speaks_for_a_body_with_a_part_in_the_project_neither_denies_it_nor_marks(
    part: str, role: str, by: str
) -> None:
    juror, ref = juror_of(body_of(part), role, by), project(**INTERESTED[part])
    subject = application()
    with pytest.raises(Forbidden, match="CONFLICT_OF_INTEREST") as denied:
        subject.declare_interests(juror, False, "", stars(), ref, NOON)
    assert denied.value.metadata == {"bodies": body_of(part)}
    subject.declare_interests(juror, True, "J’y travaille.", stars(), ref, NOON)
    with pytest.raises(Forbidden, match="CONFLICT_OF_INTEREST"):
        subject.mark_criteria(juror, GOOD, stars(), ref, NOON)
    assert subject.sheets == ()


def test_support_and_labelling_are_no_part_in_a_project() -> None:
    juror = juror_of(CAHC)
    subject = application()
    subject.declare_interests(juror, False, "", stars(), project(), NOON)
    subject.mark_criteria(juror, GOOD, stars(), project(), NOON)
    assert [given.juror for given in subject.sheets] == [juror.id]


def test_to_be_a_juror_of_the_labelling_body_is_an_office_and_speaks_for_nobody() -> None:
    subject = application()
    ref = project(co_funders=frozenset({POLE}))
    subject.declare_interests(JUROR, False, "", stars(), ref, NOON)
    elected_too = Caller("juror-8", JUROR.mandates | {Mandate(POLE, "observer")})
    with pytest.raises(Forbidden, match="CONFLICT_OF_INTEREST"):
        subject.declare_interests(elected_too, False, "", stars(), ref, NOON)


@pytest.mark.parametrize("part", [part for part in INTERESTED if part != "applicant"])
def test_marks_do_not_count_once_their_juror_speaks_for_a_body_that_has_a_part_now(part: str) -> None:
    subject = ready(JUROR, SECOND_JUROR, juror_of(CAHC))
    decide(subject, **INTERESTED[part])
    assert {kept.juror for kept in subject.sheets} == {JUROR.id, SECOND_JUROR.id}
    assert subject.state is ApplicationState.AWARDED


def test_marks_do_not_count_once_somebody_lent_their_juror_a_role_at_the_applicant() -> None:
    subject = ready(JUROR, SECOND_JUROR, THIRD)
    decide(subject, lent={THIRD.id: frozenset({LOOS})})
    assert {kept.juror for kept in subject.sheets} == {JUROR.id, SECOND_JUROR.id}


def test_without_the_marks_that_do_not_count_a_decision_may_lack_jurors_or_points() -> None:
    subject = ready(JUROR, THIRD)
    with pytest.raises(Refused, match="JURORS_MISSING"):
        decide(subject, lent={THIRD.id: frozenset({LOOS})})
    assert subject.award is None
    subject = marked(sheet(energy=1, team=1), sheet(energy=1, team=1))
    subject.declare_interests(THIRD, False, "", stars(), project(), NOON)
    subject.mark_criteria(THIRD, sheet(energy=4, team=4), stars(), project(), NOON)
    opine(subject, CHAIR)
    with pytest.raises(Refused, match="SCORE_TOO_LOW") as refused:
        decide(subject, lent={THIRD.id: frozenset({LOOS})})
    assert Decimal(refused.value.metadata["score"]) == 25


@pytest.mark.parametrize("part", [part for part in INTERESTED if part != "co_funder"])
@pytest.mark.parametrize("by", ["", "delegations/1"])
def test_who_speaks_for_a_body_whose_project_it_is_gives_no_opinion_and_does_not_decide(
    part: str, by: str
) -> None:
    chair = Caller("chair-2", CHAIR.mandates | {Mandate(body_of(part), "project_manager", by)})
    subject = marked(GOOD, GOOD)
    with pytest.raises(Forbidden, match="CHAIR_CONCERNED"):
        opine(subject, chair, **INTERESTED[part])
    opine(subject, CHAIR)
    with pytest.raises(Forbidden, match="CHAIR_CONCERNED"):
        decide(subject, chair, **INTERESTED[part])
    assert subject.state is ApplicationState.IN_INSTRUCTION


def test_who_declared_a_conflict_does_not_preside_even_as_an_elected() -> None:
    both = Caller("both", CHAIR.mandates | JUROR.mandates)
    subject = marked(GOOD, GOOD)
    subject.declare_interests(both, True, "Mon entreprise fait les travaux.", stars(), project(), NOON)
    with pytest.raises(Forbidden, match="CHAIR_CONCERNED"):
        opine(subject, both)
    opine(subject, CHAIR)
    with pytest.raises(Forbidden, match="CHAIR_CONCERNED"):
        decide(subject, both)


def test_who_marked_does_not_decide_even_after_becoming_an_elected() -> None:
    subject = ready(JUROR, SECOND_JUROR)
    promoted = Caller(JUROR.id, CHAIR.mandates)
    with pytest.raises(Forbidden, match="CHAIR_MARKED"):
        decide(subject, promoted)
    decide(subject)


def test_a_body_that_only_pays_votes_and_a_co_owner_does_not() -> None:
    subject = ready(JUROR, SECOND_JUROR)
    with pytest.raises(InvalidInput, match="VOTES_ON_OWN_PROJECT"):
        decide(subject, co_owners=frozenset({POLE}))
    decide(subject, co_funders=frozenset({POLE}))


# --- who reads the marks --------------------------------------------------------------------------


def test_who_is_juror_and_elected_reads_as_a_juror() -> None:
    both = Caller("both", CHAIR.mandates | JUROR.mandates)
    subject = ready(JUROR, both)
    read = disclosed(subject, both, project(owner=""))
    assert [given.juror for given in read.sheets] == ["both"]
    assert read.score is None
    promoted = Caller(JUROR.id, CHAIR.mandates)
    assert [given.juror for given in disclosed(subject, promoted, project(owner="")).sheets] == [JUROR.id]


@pytest.mark.parametrize("part", [part for part in INTERESTED if part != "co_funder"])
def test_who_may_not_preside_reads_no_marks(part: str) -> None:
    subject = ready(JUROR, SECOND_JUROR)
    chair = Caller("chair-2", CHAIR.mandates | {Mandate(body_of(part), "observer")})
    assert disclosed(subject, chair, project(**INTERESTED[part])).sheets == ()
    assert len(disclosed(subject, CHAIR, project(**INTERESTED[part])).sheets) == 2


def test_nobody_reads_all_marks_while_it_is_not_known_whose_project_it_is() -> None:
    assert disclosed(ready(JUROR, SECOND_JUROR), CHAIR, None).sheets == ()


async def test_every_answer_is_cut_to_what_the_caller_may_read() -> None:
    unit = FakeUnit(FixedClock(NOON), Catalogue((stars(),)))
    subject = ready(JUROR, SECOND_JUROR)
    await unit.applications.add(subject)
    await unit.projects.put(project(owner=""))

    async def act(_caller: Caller, _unit: Any) -> Application:
        return subject

    read = {who.id: await shown(act)(who, unit) for who in (CHAIR, JUROR, MAYOR)}
    assert {who: len(each.disclosure.sheets) for who, each in read.items()} == {
        CHAIR.id: 2,
        JUROR.id: 1,
        MAYOR.id: 0,
    }

    async def every(caller: Caller, on: Any) -> Any:
        return await list_applications(ListApplications(10), caller, on)

    listed = await each_shown(every)(MAYOR, unit)
    assert [len(each.disclosure.sheets) for each in listed.items] == [0]


# --- whose project it is, before an application ---------------------------------------------------


async def test_a_project_that_one_may_not_see_cannot_be_told_from_one_that_is_not_there() -> None:
    unit = FakeUnit(FixedClock(NOON), Catalogue((stars(),)))
    await follow_project(project(participants=frozenset(), owner="", restricted=True), unit)
    campaign = await open_campaign(terms(), CHAIR, unit)
    stranger = Caller("mayor-of-lievin", frozenset({Mandate(LIEVIN, "elected")}))
    said = []
    for name in (PROJECT_ID, PROJECT_ID.replace("0190", "0191")):
        with pytest.raises(NotFound, match="PROJECT_NOT_FOUND") as refused:
            await apply_for_label(ApplyForLabel(campaign.id, name, LIEVIN, "x"), stranger, unit)
        said.append((str(refused.value), refused.value.metadata["resource"].replace(name, "…")))
    assert said[0] == said[1]


async def test_an_award_follows_a_project_that_was_restricted_meanwhile() -> None:
    subject = ready(JUROR, SECOND_JUROR)
    subject.decide(proposal(Outcome.AWARDED), CHAIR, stars(), project(owner="", restricted=True), {}, NOON)
    assert not subject.may_be_seen_by(Caller())
    assert subject.may_be_seen_by(MAYOR)


def test_the_bodies_that_carry_a_project_are_those_whose_own_it_is() -> None:
    ref = project(owner=CALL, co_owners=frozenset({LIEVIN}), co_funders=frozenset({CAHC}))
    assert ref.carriers == {LOOS, CALL, GRENAY, LIEVIN}
