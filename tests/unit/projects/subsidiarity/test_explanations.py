"""What a mayor reads, and that it fits the wire."""

from decimal import Decimal

import pytest

from archipel.projects.v1 import project_facts_pb2, subsidiarity_pb2, territories_pb2
from services.projects.domain.subsidiarity import decision as decisions
from services.projects.domain.subsidiarity import facts
from services.projects.domain.subsidiarity.evaluate import evaluate
from services.projects.domain.subsidiarity.facts import Body, Level, Party, PartyKind, ScaleCriterion, Skill
from services.projects.domain.subsidiarity.words import (
    clip,
    day,
    days,
    euros,
    figure,
    listed,
    named,
    of_body,
    percent,
    to_name,
)
from tests.unit.projects.subsidiarity.artois import (
    CALL,
    CALL_COMMUNES,
    CHARTER,
    HENIN,
    LIEVIN,
    LOOS,
    PMA,
    TODAY,
    UNWILLING,
    decide,
    has,
    needs,
    shown,
)


def test_an_explanation_says_who_why_with_whom_on_what_condition_and_that_nothing_is_imposed() -> None:
    decision = decide(
        "6520",
        person_days=needs(engineering=40),
        capacities={LOOS: has(engineering=10), CALL: has(engineering=60)},
    )
    for words in (
        "Porteur proposé : la commune de Loos-en-Gohelle.",
        "Il manque à la commune de Loos-en-Gohelle 30\u00a0jours",
        "l’agglomération CALL (appui ingénierie, cofinanceur)",
        "À convenir :",
        "Rien n’est imposé",
        "30 jours pour accepter ou contester",
        "21/11/2026",
        "version 1",
    ):
        assert words in decision.explanation


def test_an_explanation_without_owner_says_the_ways_out() -> None:
    decision = decide("7575", (LOOS, LIEVIN))
    assert "Personne ne peut porter ce projet" in decision.explanation
    assert "L2422-12" in decision.explanation


def test_an_explanation_stays_under_200_words_whatever_people_typed() -> None:
    endless = "mot " * 500
    decision = decide(
        "7555",
        (*CALL_COMMUNES,),
        two_sided_charter=True,
        partners=tuple(Party(kind, f"{endless}{kind}") for kind in PartyKind),
        evidence=tuple(shown(criterion, endless, gain="0.5") for criterion in ScaleCriterion),
        impact_area=(HENIN,),
        programme=True,
        lots=(endless, endless),
        person_days={skill: Decimal(9) for skill in Skill},
        capacities={CALL: UNWILLING},
        extra=(facts.Holding(PMA, "7555", facts.Mode.METROPOLITAN_INTEREST),),
    )
    assert decision.owner.body == PMA
    assert len(decision.explanation.split()) < 200


def test_a_body_that_is_not_chosen_is_told_why() -> None:
    decision = decide("6520")
    because = {left.party: left.because for left in decision.not_chosen}
    assert because == {
        CALL: "Un échelon plus proche suffit : la commune de Loos-en-Gohelle.",
        PMA: "N’a pas la compétence 6520 le 21/11/2026.",
    }


def test_a_nearer_level_left_behind_reads_the_reason_of_the_rise() -> None:
    decision = decide("7555", evidence=(shown(ScaleCriterion.BASIN_MARKET, "étude 12"),))
    assert "étude 12" in {left.party: left.because for left in decision.not_chosen}[LOOS]


def test_french_figures_and_names() -> None:
    assert figure(Decimal("1234.50")) == "1\u202f234,5"
    assert euros(Decimal(30_000)) == "30\u202f000\u00a0€"
    assert percent(Decimal("0.15")) == "15\u00a0%"
    assert (days(Decimal("1.5")), days(Decimal(2))) == ("1,5\u00a0jour", "2\u00a0jours")
    assert day(TODAY) == "21/11/2026"
    assert (listed([]), listed(["a"]), listed("ab"), listed("abcdef")) == (
        "",
        "a",
        "a et b",
        "a, b, c, d et 2 autres",
    )
    assert listed("abcde") == "a, b, c, d et 1 autre"
    assert clip("un deux trois", words=2) == "un deux…"
    assert [
        named(Body("x", Level.COMMUNE, title)) for title in ("Annay", "Le Transloy", "Les Attaques", "Lens")
    ] == [
        "la commune d’Annay",
        "la commune du Transloy",
        "la commune des Attaques",
        "la commune de Lens",
    ]
    assert of_body(Body("x", Level.POLE, "Pôle", "PMA")) == "du pôle PMA"


@pytest.mark.parametrize(
    ("mine", "wire"),
    [
        (facts.Nature, project_facts_pb2.Nature),
        (facts.Initiator, project_facts_pb2.Initiator),
        (facts.PartyKind, project_facts_pb2.PartyKind),
        (facts.ScaleCriterion, project_facts_pb2.ScaleCriterion),
        (facts.Skill, project_facts_pb2.Skill),
        (facts.Level, territories_pb2.Level),
        (facts.Mode, territories_pb2.Mode),
        (decisions.Role, subsidiarity_pb2.Role),
        (decisions.OwnerKind, subsidiarity_pb2.OwnerKind),
    ],
)
def test_every_value_exists_on_the_wire_and_none_is_missing(mine: type, wire: object) -> None:
    names = {name.rsplit("_UNSPECIFIED")[0] for name in wire.keys() if name.endswith("_UNSPECIFIED")}  # type: ignore[attr-defined]  # noqa: SIM118 (a protobuf enum is no dict)
    prefix = names.pop()
    assert {f"{prefix}_{value.name}" for value in mine} == set(wire.keys()) - {f"{prefix}_UNSPECIFIED"}  # type: ignore[attr-defined]


def test_an_explanation_says_until_when_each_body_may_speak() -> None:
    several = decide("7555", (LOOS, LIEVIN))
    assert "30 jours pour accepter ou contester (jusqu’au 21/12/2026)" in several.explanation
    lone = decide("1520")
    assert (
        "le conseil de la commune de Loos-en-Gohelle a 3 mois pour donner son avis (jusqu’au 21/02/2027)"
        in lone.explanation
    )
    third = decide("6520", asset_owner=Party(PartyKind.LANDLORD, "Maisons & Cités"))
    assert "l’accord écrit reste à donner (Maisons & Cités) ; chaque collectivité" in third.explanation
    assert "pour accepter" not in decide().explanation


def whole_territory() -> facts.Directory:
    """One hundred and fifty communes with long names under one agglomeration and one pole."""
    communes = [
        Body(f"62{n:03}", Level.COMMUNE, f"Saint-Martin-sur-la-Longue-Rivière {n}", members_of=("A",))
        for n in range(150)
    ]
    above = [Body("A", Level.AGGLOMERATION, "Agglomération " * 20, members_of=("P",))]
    return facts.Directory([*communes, *above, Body("P", Level.POLE, "Pôle métropolitain " * 20)])


@pytest.mark.parametrize("works", [1, 2, 150])
@pytest.mark.parametrize("holder", ["A", "P", "nobody"])
def test_an_explanation_over_150_communes_stays_short_and_clean(works: int, holder: str) -> None:
    directory = whole_territory()
    area = tuple(body.code for body in directory.communes())[:works]
    endless = "mot " * 300
    project = facts.ProjectFacts(
        "1035",
        area,
        programme=True,
        lots=(endless,) * 9,
        label=endless,
        needs_involvement=True,
        two_sided_charter=True,
        partners=tuple(Party(kind, f"{kind} {endless}") for kind in PartyKind),
        evidence=tuple(shown(criterion, endless, gain="0.5") for criterion in ScaleCriterion),
        person_days={skill: Decimal(1_234) for skill in Skill},
        communes_with_same_need=150,
    )
    lines = [facts.Holding(holder, "1035", facts.Mode.DELEGATED, deliberation=endless)]
    short = {
        code: facts.Capacity({}, deliberation=endless, willing=code == "P") for code in (*area, "A", "P")
    }
    decision = evaluate(project, directory, facts.Register(lines), short, CHARTER, TODAY)
    assert len(decision.explanation.split()) < 200
    for text in (decision.explanation, *(other.text for other in decision.what_would_change)):
        assert "  " not in text
        assert " ." not in text
        assert "de le " not in text
        assert "à le " not in text
    assert not decision.explanation.rstrip().endswith(":")
    assert "À convenir : Rien" not in decision.explanation


def test_a_heading_goes_with_what_it_announces() -> None:
    """However many words the reasons take, « À convenir » is never said before nothing."""
    for length in range(1, 14):
        long = "mot " * length
        for pieces in range(1, 5):
            decision = decide(
                "7555",
                CALL_COMMUNES,
                evidence=tuple(shown(criterion, long) for criterion in list(ScaleCriterion)[:pieces]),
                impact_area=(HENIN,),
                lines=(facts.Holding(PMA, "7555", facts.Mode.METROPOLITAN_INTEREST),) * 2
                + (facts.Holding(CALL, "7555", facts.Mode.DELEGATED),),
                programme=True,
                lots=(long, f"{long}deux", f"{long}trois"),
                two_sided_charter=True,
                partners=tuple(Party(kind, f"{long}{kind}") for kind in list(PartyKind)[:pieces]),
            )
            assert decision.owner.body == PMA
            for nothing in ("Rien", "Si ", "Décision"):
                assert f"À convenir : {nothing}" not in decision.explanation


def test_what_belongs_to_several_people_is_said_in_the_plural_or_without_a_verb() -> None:
    farmers = Party(PartyKind.FARMERS)
    programme = decide("6520", asset_owner=farmers, programme=True, cost=Decimal(90_000))
    assert "La maîtrise d’ouvrage de chaque lot reste au propriétaire du bien : les agriculteurs." in (
        programme.conditions
    )
    back = {other.text for other in programme.what_would_change}
    assert "Si ce n’est pas un programme, le projet revient aux agriculteurs." in back


def test_a_name_after_a_contracts_as_in_french() -> None:
    assert [
        to_name(name) for name in ("le pôle PMA", "les habitants", "la commune de Lens", "Maisons & Cités")
    ] == [
        "au pôle PMA",
        "aux habitants",
        "à la commune de Lens",
        "à Maisons & Cités",
    ]
