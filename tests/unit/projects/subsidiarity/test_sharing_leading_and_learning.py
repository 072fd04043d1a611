"""R6, R7, R8, R10 and R11: what is shared, split, coordinated, consented to and learned."""

from datetime import date
from decimal import Decimal

import pytest

from services.projects.domain.subsidiarity.decision import INHABITANTS, Due, DueAct, OwnerKind, Role
from services.projects.domain.subsidiarity.evaluate import RULES
from services.projects.domain.subsidiarity.facts import (
    Holding,
    Initiator,
    Mode,
    Nature,
    Party,
    PartyKind,
    ScaleCriterion,
)
from tests.unit.projects.subsidiarity.artois import (
    ARRAS,
    BROADBAND,
    CAHC,
    CALL,
    CALL_COMMUNES,
    CHARTER,
    DEPARTMENT,
    HENIN,
    LENS,
    LIEVIN,
    LOOS,
    PMA,
    POLE_MAY,
    REGION,
    UNWILLING,
    decide,
    rule,
    shown,
)

BASIN = shown(ScaleCriterion.BASIN_MARKET)
IN_30_DAYS, IN_3_MONTHS = date(2026, 12, 21), date(2027, 2, 21)


@pytest.mark.parametrize(("communes", "shared"), [(0, False), (1, False), (2, True), (9, True)])
def test_two_communes_with_the_same_need_share_the_engineering_without_a_gap(
    communes: int, shared: bool
) -> None:
    decision = decide(communes_with_same_need=communes)
    assert decision.owner.body == LOOS
    assert (Role.ENGINEERING_SUPPORT in decision.roles_of(CALL)) is shared
    assert rule(decision, "R6").fired is shared


@pytest.mark.parametrize(
    ("nature", "spreads"),
    [
        (Nature.APPROACH, True),
        (Nature.FACILITATION, True),
        (Nature.INVESTMENT, False),
        (Nature.ORDER, False),
        (Nature.CONTRACT, False),
    ],
)
def test_the_agglomeration_facilitates_an_approach_that_grew_in_a_commune(
    nature: Nature, spreads: bool
) -> None:
    roles = decide(communes_with_same_need=2, origin=LIEVIN, nature=nature).roles_of(CALL)
    assert (Role.FACILITATION_SUPPORT in roles) is spreads
    assert Role.FACILITATION_SUPPORT not in decide(communes_with_same_need=2, nature=nature).roles_of(CALL)


def test_nothing_is_shared_where_no_commune_owns_where_none_is_above_and_for_a_micro_project() -> None:
    above = decide("1520", communes_with_same_need=5)
    assert Role.ENGINEERING_SUPPORT not in above.roles_of(CALL)
    assert not rule(above, "R6").fired
    assert not rule(decide(works_area=(ARRAS,), communes_with_same_need=5), "R6").fired
    micro = decide(nature=Nature.MICRO_PROJECT, communes_with_same_need=5)
    assert {role.party for role in micro.roles} == {LOOS}
    assert "micro-projet" in rule(micro, "R6").because


def test_a_programme_over_several_communes_names_its_lots_or_that_there_will_be_some() -> None:
    named = decide("7555", (LOOS, LIEVIN), programme=True, lots=("Légumerie", "Terres"))
    assert "Chaque lot sera décidé à son tour : Légumerie et Terres." in named.conditions
    nameless = decide("7555", (LOOS, LIEVIN), nature=Nature.PROGRAMME)
    assert "Chaque lot du programme sera décidé à son tour." in nameless.conditions
    for decision in (decide("7555", (LOOS,), programme=True), decide("7555", (LOOS, LIEVIN))):
        assert not any("lot" in text for text in decision.conditions)


@pytest.mark.parametrize("code", CHARTER.parameters.region_leads)
def test_the_region_leads_in_its_fields(code: str) -> None:
    decision = decide(code, lines=())
    assert decision.roles_of(REGION) == {Role.LEAD_COORDINATOR}
    assert decision.roles_of(DEPARTMENT) == frozenset()
    assert rule(decision, "R8").source == "L1111-9"


@pytest.mark.parametrize("code", CHARTER.parameters.department_leads)
def test_the_department_leads_in_its_fields(code: str) -> None:
    decision = decide(code, lines=())
    assert decision.roles_of(DEPARTMENT) == {Role.LEAD_COORDINATOR}
    assert decision.roles_of(REGION) == frozenset()


@pytest.mark.parametrize("code", ["7555", "7575", "6520", "4000", "6035"])
def test_everywhere_else_the_owners_own_level_leads_and_no_role_is_added(code: str) -> None:
    decision = decide(code)
    assert decision.parties(Role.LEAD_COORDINATOR) == ()
    assert not rule(decision, "R8").fired


def test_the_tables_of_the_charter_are_those_of_the_law() -> None:
    parameters = CHARTER.parameters
    region = ("1020", "1035", "1040", "1045", "2065", "2075", "4010", "5030", "6070")
    assert parameters.region_leads == region
    assert parameters.department_leads == ("3030", "3040", "3045", "3050", "3055", "3060", "6510")


def test_a_leader_that_owns_or_that_the_project_must_not_disturb_takes_no_role() -> None:
    assert decide("3040").parties(Role.LEAD_COORDINATOR) == ()
    assert decide("3040").owner.body == DEPARTMENT
    micro = decide("1035", nature=Nature.MICRO_PROJECT)
    assert micro.parties(Role.LEAD_COORDINATOR) == ()
    landlord = Party(PartyKind.LANDLORD, "Maisons & Cités")
    assert decide("1035", asset_owner=landlord).parties(Role.LEAD_COORDINATOR) == (REGION,)


def test_a_leader_coordinates_and_is_not_asked() -> None:
    decision = decide("1035", needs_involvement=True)
    assert "qui coordonne et ne commande pas" in rule(decision, "R8").because
    assert [due.party for due in decision.due] == [LOOS, CALL]


def test_the_owner_accepts_without_a_deadline_and_each_affected_body_has_thirty_days() -> None:
    decision = decide("7555", (LOOS, LIEVIN), label="euralens")
    assert decision.due == (
        Due(CALL, DueAct.ACCEPT),
        Due(LIEVIN, DueAct.CONSENT, IN_30_DAYS),
        Due(LOOS, DueAct.CONSENT, IN_30_DAYS),
        Due(PMA, DueAct.CONSENT, IN_30_DAYS),
    )


def test_who_is_only_informed_is_not_asked() -> None:
    decision = decide(cost=Decimal(60_000))
    assert decision.roles_of(CALL) == {Role.INFORMED}
    assert decision.due == (Due(LOOS, DueAct.ACCEPT),)
    assert "personne d’autre n’est à consulter" in rule(decision, "R10").because


def test_one_body_that_is_asked_is_said_in_the_singular() -> None:
    decision = decide(needs_involvement=True)
    assert "une collectivité a jusqu’au 21/12/2026, son silence" in rule(decision, "R10").because


def test_an_agglomeration_that_decides_for_one_commune_needs_its_councils_opinion() -> None:
    decision = decide("1520")
    assert decision.due == (Due(CALL, DueAct.ACCEPT), Due(LOOS, DueAct.OPINION, IN_3_MONTHS))
    assert "a 3 mois pour donner son avis" in decision.explanation


def test_the_law_asks_the_council_even_where_no_rule_gives_the_commune_a_role() -> None:
    rules = tuple(numbered for numbered in RULES if numbered.id != "R9")
    for nature in (Nature.APPROACH, Nature.MICRO_PROJECT):
        decision = decide("1520", nature=nature, rules=rules)
        assert decision.roles_of(LOOS) == frozenset()
        assert decision.due[1:] == (Due(LOOS, DueAct.OPINION, IN_3_MONTHS),)


def test_two_communes_touched_by_works_or_effects_consent_as_the_others_do() -> None:
    for decision in (decide("1520", (LOOS, LIEVIN)), decide("1520", impact_area=(LIEVIN,))):
        assert all(due.act is not DueAct.OPINION for due in decision.due)


def test_under_the_pole_or_a_syndicate_there_is_no_opinion_of_one_commune() -> None:
    pole = decide("7555", lines=(POLE_MAY,), evidence=(BASIN,), impact_area=(LOOS, HENIN))
    assert pole.owner.body == PMA
    assert {due.party for due in pole.due} == {PMA, CALL, LOOS}
    syndicate = decide("7530")
    assert syndicate.owner.body == BROADBAND
    assert all(due.act is not DueAct.OPINION for due in (*pole.due, *syndicate.due))


def test_of_a_micro_project_no_upper_level_is_asked_and_the_law_keeps_the_communes_opinion() -> None:
    assert decide("1520", nature=Nature.MICRO_PROJECT).due == (
        Due(CALL, DueAct.ACCEPT),
        Due(LOOS, DueAct.OPINION, IN_3_MONTHS),
    )
    assert decide(nature=Nature.MICRO_PROJECT, label="euralens").due == (Due(LOOS, DueAct.ACCEPT),)
    syndicate = decide("7530", nature=Nature.MICRO_PROJECT)
    assert {role.party for role in syndicate.roles} == {BROADBAND, LOOS}
    assert [due.party for due in syndicate.due] == [BROADBAND, LOOS]


def test_the_fund_of_the_inhabitants_decides_alone() -> None:
    decision = decide(cost=Decimal(800), initiator=Initiator.INHABITANTS)
    assert decision.owner.kind is OwnerKind.INHABITANTS
    assert decision.due == (Due(INHABITANTS, DueAct.ACCEPT),)


def test_a_third_party_and_inhabitants_beyond_the_fund_accept_and_the_commune_consents() -> None:
    landlord = Party(PartyKind.LANDLORD, "Maisons & Cités")
    third = decide("6520", asset_owner=landlord)
    assert third.due[:2] == (Due("Maisons & Cités", DueAct.ACCEPT), Due(LOOS, DueAct.CONSENT, IN_30_DAYS))
    signed = decide(cost=Decimal(9_000), initiator=Initiator.INHABITANTS, two_sided_charter=True)
    assert signed.due == (Due(INHABITANTS, DueAct.ACCEPT), Due(LOOS, DueAct.CONSENT, IN_30_DAYS))


@pytest.mark.parametrize(
    ("on", "until"), [(date(2026, 11, 30), date(2027, 2, 28)), (date(2027, 11, 30), date(2028, 2, 29))]
)
def test_three_months_from_the_end_of_a_month_end_with_the_shorter_month(on: date, until: date) -> None:
    assert decide("1520", on=on).due[1].until == until


def test_every_decision_with_an_owner_says_when_it_is_reviewed() -> None:
    assert decide().review_date == date(2028, 11, 21)
    assert "21/11/2028" in rule(decide(), "R11").because
    assert decide(on=date(2026, 2, 28)).review_date == date(2028, 2, 28)
    assert decide("7575", (LOOS, LIEVIN)).review_date is None


def test_nobody_has_to_say_anything_where_nobody_owns() -> None:
    blocked = decide("7575", (LOOS, HENIN))
    assert (blocked.due, blocked.return_to, blocked.return_due) == ((), "", None)


def test_a_project_that_rose_for_lack_of_support_says_to_whom_it_may_come_back_and_when() -> None:
    declined = decide("7555", capacities={LOOS: UNWILLING})
    assert (declined.return_to, declined.return_due) == (LOOS, date(2029, 11, 21))
    risen_for_scale = decide("7555", evidence=(BASIN,))
    assert (risen_for_scale.return_to, risen_for_scale.return_due) == ("", None)


def test_a_shared_service_over_one_agglomeration_is_its_own_and_beyond_it_nobodys() -> None:
    assert decide("7575", (*CALL_COMMUNES,), nature=Nature.SHARED_SERVICE).owner.body == CALL
    line = Holding(PMA, "7575", Mode.METROPOLITAN_INTEREST)
    assert decide("7575", (LOOS, HENIN), nature=Nature.SHARED_SERVICE, extra=(line,)).owner.body == PMA
    lots = decide("7575", (LOOS, LENS, HENIN), nature=Nature.SHARED_SERVICE)
    assert lots.blocked is not None
    assert lots.blocked.ways_out[:2] == (
        "Un lot pour la commune d’Hénin-Beaumont : Hénin-Beaumont.",
        "Un lot pour l’agglomération CALL : Lens et Loos-en-Gohelle.",
    )
    assert CAHC not in {role.party for role in lots.roles}
