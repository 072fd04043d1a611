"""What a draft may hold: each fault has its reason and its field, and all are told at once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from chassis.domain import Fault, msg
from services.projects.domain.completeness import completeness_faults
from services.projects.domain.drafting import Draft, changed_fields, draft_faults, mask_faults, merged
from services.projects.domain.subsidiarity.facts import (
    Evidence,
    Party,
    PartyKind,
    ProjectFacts,
    ScaleCriterion,
    Skill,
)
from tests.fixtures.projects.territory import (
    CALL,
    COMPETENCES,
    GRENAY,
    HENIN,
    LIEVIN,
    LOOS,
    POLE,
    REGION,
    castors,
    reference,
    together,
)

DIRECTORY = reference().directory
STUDY = "Étude 2026-04"
BARE = ProjectFacts("", ())


def found(draft: Draft) -> list[tuple[str, str]]:
    return [
        (fault.field.removeprefix("project."), fault.reason)
        for fault in draft_faults(draft, DIRECTORY, COMPETENCES)
    ]


def with_facts(**changes: object) -> Draft:
    draft = castors()
    return replace(draft, facts=replace(draft.facts, **changes))  # type: ignore[arg-type]


def test_a_complete_draft_has_no_fault() -> None:
    assert found(castors()) == []


def test_a_draft_with_nothing_but_a_title_may_be_saved() -> None:
    assert found(Draft(LOOS, "Une idée", BARE)) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": ""}, ("title", "REQUIRED")),
        ({"title": "   "}, ("title", "REQUIRED")),
        ({"title": "x" * 201}, ("title", "TOO_LONG")),
        ({"title": "x" * 10_000}, ("title", "TOO_LONG")),
        ({"title": "deux\nlignes"}, ("title", "CONTROL_CHARACTER")),
        ({"title": "nul\x00"}, ("title", "CONTROL_CHARACTER")),
        ({"title": "\u202eesrever"}, ("title", "CONTROL_CHARACTER")),
        ({"summary": "x" * 5_001}, ("summary", "TOO_LONG")),
        ({"summary": "cloche\x07"}, ("summary", "CONTROL_CHARACTER")),
        ({"lead": "99999"}, ("lead", "UNKNOWN_BODY")),
        ({"lead": REGION}, ("lead", "LEVEL_CANNOT_LEAD")),
        ({"participants": ("99999",)}, ("participants[0]", "UNKNOWN_COMMUNE")),
        ({"participants": (CALL,)}, ("participants[0]", "UNKNOWN_COMMUNE")),
        ({"participants": (LOOS,)}, ("participants[0]", "LEAD_INVITED")),
        ({"participants": (GRENAY, GRENAY)}, ("participants[1]", "DUPLICATE_ENTRY")),
        ({"participants": (GRENAY,) * 1_001}, ("participants", "TOO_MANY")),
        ({"planned_start": date(1899, 12, 31)}, ("planned_start", "DATE_OUT_OF_RANGE")),
        ({"planned_start": date(2101, 1, 1)}, ("planned_start", "DATE_OUT_OF_RANGE")),
    ],
)
def test_a_fault_of_the_draft_names_its_field_and_reason(
    changes: dict[str, object], fault: tuple[str, str]
) -> None:
    assert found(castors(**changes)) == [fault]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"competence": "9999"}, ("competence", "UNKNOWN_COMPETENCE")),
        ({"works_area": (LOOS, "99999")}, ("works_area[1]", "UNKNOWN_COMMUNE")),
        ({"works_area": (LOOS, CALL)}, ("works_area[1]", "UNKNOWN_COMMUNE")),
        ({"works_area": (LOOS, LOOS)}, ("works_area[1]", "DUPLICATE_ENTRY")),
        ({"works_area": (LOOS,) * 1_001}, ("works_area", "TOO_MANY")),
        ({"works_area": (GRENAY,)}, ("works_area[0]", "OUTSIDE_PERIMETER")),
        ({"impact_area": (CALL,)}, ("impact_area[0]", "UNKNOWN_COMMUNE")),
        ({"cost": Decimal("-0.01")}, ("cost", "NEGATIVE")),
        ({"cost": Decimal(10_000_000_000)}, ("cost", "TOO_LARGE")),
        ({"cost": Decimal("0.001")}, ("cost", "TOO_PRECISE")),
        ({"asset_owner": Party(PartyKind.LANDLORD, "")}, ("asset_owner.title", "REQUIRED")),
        ({"partners": (Party(PartyKind.COMPANY, "x" * 201),)}, ("partners[0].title", "TOO_LONG")),
        ({"partners": (Party(PartyKind.FARMERS),) * 2}, ("partners[1]", "DUPLICATE_ENTRY")),
        (
            {"partners": tuple(Party(PartyKind.COMPANY, str(n)) for n in range(51))},
            ("partners", "TOO_MANY"),
        ),
        ({"origin": POLE}, ("origin", "UNKNOWN_COMMUNE")),
        ({"person_days": {Skill.DATA: Decimal(-1)}}, ("person_days[0].days", "NOT_POSITIVE")),
        ({"person_days": {Skill.DATA: Decimal(0)}}, ("person_days[0].days", "NOT_POSITIVE")),
        ({"person_days": {Skill.DATA: Decimal("1E+400")}}, ("person_days[0].days", "TOO_LARGE")),
        ({"person_days": {Skill.DATA: Decimal("1E-400")}}, ("person_days[0].days", "TOO_PRECISE")),
        ({"label": "x" * 65}, ("label", "TOO_LONG")),
        ({"communes_with_same_need": -1}, ("communes_with_same_need", "OUT_OF_RANGE")),
        ({"communes_with_same_need": 34_970}, ("communes_with_same_need", "OUT_OF_RANGE")),
        (
            {"evidence": (Evidence(ScaleCriterion.BASIN_MARKET, " "),)},
            ("evidence[0].document", "DOCUMENT_MISSING"),
        ),
        (
            {"evidence": (Evidence(ScaleCriterion.MUTUALISATION_GAIN, STUDY, Decimal("1.01")),)},
            ("evidence[0].gain", "OUT_OF_RANGE"),
        ),
        (
            {"evidence": (Evidence(ScaleCriterion.MUTUALISATION_GAIN, STUDY, Decimal("-0.1")),)},
            ("evidence[0].gain", "OUT_OF_RANGE"),
        ),
        (
            {"evidence": (Evidence(ScaleCriterion.MUTUALISATION_GAIN, STUDY, Decimal("0.12345")),)},
            ("evidence[0].gain", "TOO_PRECISE"),
        ),
        (
            {"evidence": (Evidence(ScaleCriterion.BASIN_MARKET, STUDY),) * 2},
            ("evidence[1]", "DUPLICATE_ENTRY"),
        ),
        (
            {"evidence": tuple(Evidence(ScaleCriterion.BASIN_MARKET, str(n)) for n in range(51))},
            ("evidence", "TOO_MANY"),
        ),
        ({"duplicate_of": "le même"}, ("duplicate_of", "UNKNOWN_PROJECT")),
        ({"lots": ("",)}, ("lots[0]", "REQUIRED")),
        ({"lots": ("Lot 1", "Lot 1")}, ("lots[1]", "DUPLICATE_ENTRY")),
        ({"lots": tuple(str(n) for n in range(201))}, ("lots", "TOO_MANY")),
    ],
)
def test_a_fault_of_the_facts_names_its_field_and_reason(
    changes: dict[str, object], fault: tuple[str, str]
) -> None:
    field, reason = fault
    assert found(with_facts(**changes)) == [(f"facts.{field}", reason)]


def test_the_largest_values_that_are_still_sensible_pass() -> None:
    draft = with_facts(
        cost=Decimal("9999999999.99"),
        person_days={Skill.DATA: Decimal("12.5")},
        evidence=(Evidence(ScaleCriterion.MUTUALISATION_GAIN, STUDY, Decimal("0.2")),),
    )
    assert found(replace(draft, title="x" * 200, summary="ligne\n" * 833)) == []


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2100, 12, 31)])
def test_the_first_and_the_last_sensible_day_pass(day: date) -> None:
    assert found(castors(planned_start=day)) == []


def test_amounts_at_their_limit_pass() -> None:
    for gain in (Decimal(0), Decimal(1)):
        draft = with_facts(
            person_days={Skill.DATA: Decimal(100_000)},
            communes_with_same_need=34_969,
            evidence=(Evidence(ScaleCriterion.MUTUALISATION_GAIN, STUDY, gain),),
        )
        assert found(draft) == []


def test_lists_at_their_limit_are_not_too_many() -> None:
    draft = with_facts(
        impact_area=(LOOS,) * 1_000,
        works_area=(GRENAY,) * 1_000,
        partners=tuple(Party(PartyKind.COMPANY, str(number)) for number in range(50)),
        evidence=tuple(Evidence(ScaleCriterion.BASIN_MARKET, str(number)) for number in range(50)),
        lots=tuple(str(number) for number in range(200)),
    )
    faults = found(replace(draft, participants=(LIEVIN,) * 1_000))
    assert {reason for _, reason in faults} == {"DUPLICATE_ENTRY", "OUTSIDE_PERIMETER"}
    assert ("facts.works_area[999]", "OUTSIDE_PERIMETER") in faults


def test_all_faults_are_told_at_once() -> None:
    draft = with_facts(competence="9999", works_area=("99999",), cost=Decimal(-1))
    faults = found(replace(draft, title="", planned_start=date(1850, 1, 1)))
    assert faults == [
        ("title", "REQUIRED"),
        ("planned_start", "DATE_OUT_OF_RANGE"),
        ("facts.competence", "UNKNOWN_COMPETENCE"),
        ("facts.works_area[0]", "UNKNOWN_COMMUNE"),
        ("facts.cost", "NEGATIVE"),
    ]


def test_what_could_not_be_read_is_told_with_the_rest_and_once_a_field() -> None:
    unread = (Fault("project.facts.cost", "CURRENCY_UNKNOWN", msg("…")),)
    draft = replace(with_facts(cost=Decimal(-1), competence="9999"), unread=unread)
    assert found(draft) == [("facts.cost", "CURRENCY_UNKNOWN"), ("facts.competence", "UNKNOWN_COMPETENCE")]


def test_a_commune_plans_works_on_a_neighbours_ground_only_when_it_invites_the_neighbour() -> None:
    assert found(with_facts(works_area=(LOOS, GRENAY))) == [("facts.works_area[1]", "OUTSIDE_PERIMETER")]
    assert found(together(GRENAY)) == []


def test_an_agglomeration_plans_works_on_its_members_ground_and_nowhere_else() -> None:
    draft = replace(with_facts(works_area=(LOOS, LIEVIN)), lead=CALL)
    assert found(draft) == []
    beyond = replace(draft, facts=replace(draft.facts, works_area=(LOOS, HENIN)))
    assert found(beyond) == [("facts.works_area[1]", "OUTSIDE_PERIMETER")]
    assert found(replace(beyond, lead=POLE)) == []


def test_only_a_submission_needs_competence_place_and_initiator() -> None:
    missing = [(fault.field, fault.reason) for fault in completeness_faults(replace(BARE, initiator=None))]
    assert missing == [
        ("project.facts.competence", "REQUIRED"),
        ("project.facts.works_area", "REQUIRED"),
        ("project.facts.initiator", "REQUIRED"),
    ]
    assert completeness_faults(castors().facts) == []
    assert completeness_faults(replace(BARE, competence="1035", impact_area=(LOOS,))) == []


def test_an_open_duplicate_is_not_submitted() -> None:
    facts = replace(castors().facts, duplicate_of="0190a000-0000-7000-8000-000000000000")
    assert [fault.reason for fault in completeness_faults(facts)] == ["OPEN_DUPLICATE"]


def test_a_mask_takes_only_the_fields_that_it_names() -> None:
    changes = replace(with_facts(cost=Decimal(5), competence="1035"), title="Neuf", summary="Neuf")
    draft = merged(castors(), changes, ("title", "facts.cost"))
    assert (draft.title, draft.summary, draft.facts.cost, draft.facts.competence) == (
        "Neuf",
        "",
        Decimal(5),
        "6520",
    )
    assert changed_fields(castors(), draft) == ("title", "facts.cost")


def test_a_mask_lets_what_was_unread_elsewhere_rest() -> None:
    unread = (
        Fault("project.facts.cost", "CURRENCY_UNKNOWN", msg("…")),
        Fault("project.lead", "NAME_MALFORMED", msg("…")),
        Fault("project.facts.person_days[0].days", "NUMBER_MALFORMED", msg("…")),
    )
    changes = replace(castors(), unread=unread)
    assert merged(castors(), changes, ("title",)).unread == ()
    assert merged(castors(), changes, ("facts.cost",)).unread == unread[:1]
    assert merged(castors(), changes, ("facts",)).unread == (unread[0], unread[2])


def test_a_mask_may_not_name_the_lead_or_what_only_the_service_sets() -> None:
    paths = ("lead", "state", "decision", "synthetic", "facts.nothing", "unread")
    assert [fault.reason for fault in mask_faults(paths)] == ["UNKNOWN_FIELD"] * len(paths)
    assert mask_faults(("title", "facts", "facts.person_days", "restricted")) == []
