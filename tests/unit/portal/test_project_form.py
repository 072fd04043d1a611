"""The project form carries all facts there and back."""

from __future__ import annotations

from google.type.date_pb2 import Date
from google.type.money_pb2 import Money
from hypothesis import given
from hypothesis import strategies as st

from archipel.projects.v1.project_facts_pb2 import (
    Evidence,
    Initiator,
    Nature,
    Party,
    PartyKind,
    PersonDays,
    ProjectFacts,
    ScaleCriterion,
    Skill,
)
from archipel.projects.v1.projects_pb2 import Answer, Project
from services.portal.views.forms import Form
from services.portal.views.project_form import form_from_project, project_from_form
from tests.unit.portal.territory import COMPETENCES, GRENAY, HENIN, LOOS, reference

COMMUNES = st.lists(st.sampled_from([LOOS, GRENAY, HENIN]), unique=True, min_size=1)
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
SOME = st.integers(min_value=1, max_value=5)


def named(codes: list[str]) -> list[str]:
    return [f"territories/{code}" for code in codes]


@st.composite
def drafts(draw: st.DrawFn) -> Project:
    """Drafts as the services may hold them."""
    skills = draw(st.lists(st.sampled_from([s for s in Skill.values() if s]), unique=True))
    criteria = draw(st.lists(st.sampled_from([c for c in ScaleCriterion.values() if c]), unique=True))
    kinds = [kind for kind in PartyKind.values() if kind]
    facts = ProjectFacts(
        competence=draw(st.sampled_from(sorted(COMPETENCES))),
        nature=draw(st.sampled_from(Nature.values())),
        works_area=named(draw(COMMUNES)),
        impact_area=named(draw(COMMUNES)),
        initiator=draw(st.sampled_from(Initiator.values())),
        experiment=draw(st.booleans()),
        origin=f"territories/{GRENAY}" if draw(st.booleans()) else "",
        programme=draw(st.booleans()),
        two_sided_charter=draw(st.booleans()),
        partners=[
            Party(kind=kind, title=draw(WORDS)) for kind in draw(st.lists(st.sampled_from(kinds), max_size=4))
        ],
        needs_involvement=draw(st.booleans()),
        person_days=[
            PersonDays(skill=skill, days=draw(st.sampled_from(["1", "12.5"]))) for skill in sorted(skills)
        ],
        label=draw(st.sampled_from(["", "euralens"])),
        communes_with_same_need=draw(st.integers(min_value=0, max_value=150)),
        evidence=[
            Evidence(
                criterion=criterion,
                document=draw(WORDS),
                gain="0.2" if criterion == ScaleCriterion.SCALE_CRITERION_MUTUALISATION_GAIN else "",
            )
            for criterion in sorted(criteria)
        ],
        duplicate_of="projects/0190" if draw(st.booleans()) else "",
        lots=draw(st.lists(WORDS, max_size=3)),
    )
    if draw(st.booleans()):
        facts.cost.CopyFrom(Money(currency_code="EUR", units=draw(SOME), nanos=500_000_000))
    if draw(st.booleans()):
        facts.equipment = draw(st.booleans())
    if draw(st.booleans()):
        facts.asset_owner.CopyFrom(Party(kind=draw(st.sampled_from(kinds)), title=draw(WORDS)))
    project = Project(
        title=draw(WORDS),
        summary=draw(WORDS),
        lead=f"territories/{LOOS}",
        facts=facts,
        restricted=draw(st.booleans()),
    )
    if draw(st.booleans()):
        project.planned_start.CopyFrom(Date(year=2027, month=3, day=1))
    for code in draw(st.lists(st.sampled_from([GRENAY, HENIN]), unique=True)):
        project.participants.add(body=f"territories/{code}", answer=Answer.ANSWER_AWAITED)
    return project


@given(drafts())
def test_a_draft_put_into_the_form_and_sent_again_is_the_same_draft(project: Project) -> None:
    form = form_from_project(project, reference())
    again = project_from_form(form, LOOS, reference())
    assert [str(fault.text) for fault in form.faults] == []
    assert again == project


def test_five_answers_are_enough() -> None:
    form = Form(
        {
            "title": ["Toiture solaire de l’église"],
            "summary": [""],
            "facts.competence": ["1035"],
            "facts.cost": ["100 000"],
            "facts.works_area": [],
        }
    )
    project = project_from_form(form, LOOS, reference())
    assert not form.faults
    assert list(project.facts.works_area) == [f"territories/{LOOS}"]
    assert project.facts.cost.units == 100_000


def test_an_empty_form_names_all_that_is_needed_at_once() -> None:
    form = Form({"title": [""], "facts.competence": [""], "facts.cost": ["cher"]})
    project_from_form(form, LOOS, reference())
    assert {fault.field for fault in form.faults} == {"title", "facts.competence", "facts.cost"}


def test_an_agglomeration_typed_as_area_stands_for_its_communes() -> None:
    form = Form({"title": ["x"], "facts.competence": ["1035"], "facts.impact_area": ["CALL"]})
    project = project_from_form(form, LOOS, reference())
    assert sorted(project.facts.impact_area) == named([GRENAY, LOOS])


def test_an_unknown_commune_is_a_fault_of_its_field() -> None:
    form = Form({"title": ["x"], "facts.competence": ["1035"], "facts.works_area": ["Atlantis"]})
    project_from_form(form, LOOS, reference())
    assert [fault.field for fault in form.faults] == ["facts.works_area"]


def test_the_lead_is_not_invited_to_its_own_project() -> None:
    form = Form({"title": ["x"], "facts.competence": ["1035"], "participants": ["Loos-en-Gohelle", "Grenay"]})
    project = project_from_form(form, LOOS, reference())
    assert [participant.body for participant in project.participants] == [f"territories/{GRENAY}"]


def test_a_gain_without_its_percentage_is_a_fault() -> None:
    gain = int(ScaleCriterion.SCALE_CRITERION_MUTUALISATION_GAIN)
    form = Form({"title": ["x"], "facts.competence": ["1035"], f"evidence.{gain}": ["Étude 2025"]})
    project_from_form(form, LOOS, reference())
    assert [fault.field for fault in form.faults] == ["evidence.gain"]
