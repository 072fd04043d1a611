"""Charters, simulations, register lines, coverage and principles as the service answers them."""

from __future__ import annotations

from google.type.date_pb2 import Date

from archipel.projects.v1.charters_pb2 import (
    Charter,
    CharterChange,
    CharterComparison,
    CharterCondition,
    CharterLayer,
    CharterParameter,
    CharterRule,
    CharterState,
)
from archipel.projects.v1.coverage_pb2 import Coverage, CoverageCell, CoverageRow
from archipel.projects.v1.ownership_pb2 import Evaluation, EvaluationClass, Principle, PrincipleState
from archipel.projects.v1.projects_pb2 import Project, ProjectState
from archipel.projects.v1.register_pb2 import CoverageKind, HoldingChange, WhoHoldsResponse
from archipel.projects.v1.simulations_pb2 import (
    BodyMove,
    BrokenGuarantee,
    LevelMove,
    ListSimulationChangesResponse,
    Simulation,
    SimulationChange,
    SimulationState,
)
from archipel.projects.v1.territories_pb2 import Holding, Level, Mode
from tests.integration.portal.samples import euros, project, stamp
from tests.unit.portal.territory import CALL, GRENAY, HENIN, LOOS, POLE

CHARTER = "charters/01900000-0000-7000-8000-0000000000c2"
SIMULATION = "simulations/01900000-0000-7000-8000-0000000000d1"
PRINCIPLE = "principles/01900000-0000-7000-8000-0000000000e1"
YAML = "id: artois\nversion: '2'\nparameters:\n  mutualisation_gain: {value: '0.20', unit: share}\n"


def day(year: int, month: int = 1, of_month: int = 1) -> Date:
    return Date(year=year, month=month, day=of_month)


def parameter(name: str, title: str, value: str, unit: str, latitude: str = "") -> CharterParameter:
    return CharterParameter(name=name, title=title, value=value, unit=unit, latitude=latitude)


def charter(
    state: CharterState.ValueType = CharterState.CHARTER_STATE_DRAFT,
    *,
    name: str = CHARTER,
    version: str = "2",
) -> Charter:
    pole = CharterLayer.CHARTER_LAYER_POLE
    made = Charter(
        name=name,
        charter_id="artois",
        version=version,
        title="Charte de subsidiarité active de l’Artois",
        layer=pole,
        body=f"territories/{POLE}",
        text=YAML,
        state=state,
        update_time=stamp(),
        etag='"1-1"',
        rules=[
            CharterRule(
                id="R4",
                title="Agir à la bonne échelle, preuve à l’appui",
                text="Le projet monte d’un échelon seulement si une preuve le montre.",
                source="Définition locale de la subsidiarité active",
                layer=pole,
                conditions=[
                    CharterCondition(
                        name="counts",
                        expression="evidence.gain >= parameter.mutualisation_gain",
                        meaning="Le gain prouvé atteint le seuil voté.",
                    )
                ],
            ),
            CharterRule(
                id="R10",
                title="Rien n’est imposé",
                text="Chaque collectivité concernée accepte ou conteste.",
                source="CGCT L5211-57",
                layer=CharterLayer.CHARTER_LAYER_LAW,
            ),
        ],
        parameters=[
            parameter(
                "mutualisation_gain", "Gain de mutualisation", "0.15", "share", "peut augmenter, jusqu’à 0.50"
            ),
            parameter("consent_days", "Délai pour répondre", "30", "days"),
            parameter("two_sided_charter_up_to", "Plafond du fifty-fifty", "30000", "EUR"),
            parameter("labels_of_others", "Labels nationaux", "TETE, ÉcoQuartier", "labels"),
        ],
    )
    if state in (CharterState.CHARTER_STATE_ADOPTED, CharterState.CHARTER_STATE_SUPERSEDED):
        made.in_force_from.CopyFrom(day(2026))
    return made


def comparison() -> CharterComparison:
    before = "Le projet monte d’un échelon seulement si une preuve sérieuse le montre au conseil."
    return CharterComparison(
        name=CHARTER,
        against="charters/founding",
        changes=[
            CharterChange(
                path="parameters.mutualisation_gain",
                title="Gain de mutualisation",
                before="0.15",
                after="0.20",
            ),
            CharterChange(
                path="rules.R4.text",
                title="Agir à la bonne échelle",
                before=before,
                after=before.replace("sérieuse", "écrite"),
            ),
            CharterChange(path="rules.PMA-1", title="Règle PMA-1", after="Le pôle informe."),
            CharterChange(path="rules.R9", title="Règle R9", before="Chaque échelon a son rôle."),
        ],
    )


def simulation(state: SimulationState.ValueType = SimulationState.SIMULATION_STATE_DONE) -> Simulation:
    made = Simulation(
        name=SIMULATION, charter=CHARTER, state=state, on=day(2026, 11, 26), projects=200, replayed=80
    )
    if state == SimulationState.SIMULATION_STATE_FAILED:
        made.fault = "Le service a été arrêté pendant le calcul."
    if state == SimulationState.SIMULATION_STATE_DONE:
        made.replayed, made.owner_changes, made.role_changes = 200, 12, 30
        made.levels.extend(
            [
                level(Level.LEVEL_AGGLOMERATION, (40, 52), ("300", "420.5"), (900_000, 1_400_000)),
                level(Level.LEVEL_COMMUNE, (160, 148), ("800", "679.5"), (4_000_000, 3_500_000)),
            ]
        )
        made.bodies.extend(
            [
                moved(GRENAY, (10, 10), ("50", "50")),
                moved(LOOS, (20, 15), ("100", "60")),
                moved(CALL, (40, 52), ("300", "420.5")),
            ]
        )
        broken = BrokenGuarantee(
            id="G5", text="Une commune qui manque de moyens est aidée.", projects=3, example="projects/1"
        )
        made.broken.append(broken)
    return made


Span = tuple[int, int]


def level(of: Level.ValueType, projects: Span, days: tuple[str, str], cost: Span) -> LevelMove:
    return LevelMove(
        level=of,
        projects_before=projects[0],
        projects_after=projects[1],
        days_before=days[0],
        days_after=days[1],
        cost_before=euros(cost[0]),
        cost_after=euros(cost[1]),
    )


def moved(body: str, projects: Span, days: tuple[str, str]) -> BodyMove:
    return BodyMove(
        body=f"territories/{body}",
        projects_before=projects[0],
        projects_after=projects[1],
        days_before=days[0],
        days_after=days[1],
    )


def simulation_changes(token: str = "") -> ListSimulationChangesResponse:
    return ListSimulationChangesResponse(
        changes=[
            SimulationChange(
                project="projects/1",
                title="=cmd Cuisine commune",
                owner_before=LOOS,
                owner_after=CALL,
                roles_gained=[f"{LOOS}: co_owner"],
                because="Le gain prouvé (18 %) n’atteint plus le seuil.",
            ),
            SimulationChange(project="projects/2", title="Vélo", owner_before="", owner_after="inhabitants"),
        ],
        next_page_token=token,
    )


def holding(body: str = CALL, competence: str = "6520", **more: object) -> Holding:
    made = Holding(
        body=f"territories/{body}",
        competence=competence,
        mode=Mode.MODE_COMMUNITY_INTEREST,
        text="OPAH du bassin",
        deliberation="2017-09 du 12 septembre 2017",
        financial_tools=True,
        **{"from": day(2017, 9, 12)},
    )
    made.MergeFrom(Holding(**more))  # type: ignore[arg-type]  # fields of the message, by name
    return made


def who_holds(kind: CoverageKind.ValueType = CoverageKind.COVERAGE_KIND_SHARED) -> WhoHoldsResponse:
    nobody = kind == CoverageKind.COVERAGE_KIND_NOBODY
    return WhoHoldsResponse(
        holdings=[] if nobody else [holding()],
        able=[] if nobody else [f"territories/{LOOS}", f"territories/{CALL}"],
        kind=kind,
        because="Au 1er mars 2019, la commune et la CALL pouvaient agir, chacune pour sa part.",
        on=day(2019, 3, 1),
    )


def holding_change(act: HoldingChange.Act.ValueType = HoldingChange.ACT_ENDED) -> HoldingChange:
    return HoldingChange(
        act=act,
        holding=holding(to=day(2026, 12, 31)),
        before=holding(),
        time=stamp(),
        actor="people/1",
        body=f"territories/{CALL}",
        why="Dissolution",
    )


def coverage() -> Coverage:
    one, nobody = CoverageKind.COVERAGE_KIND_ONE, CoverageKind.COVERAGE_KIND_NOBODY
    everywhere = [f"territories/{code}" for code in (LOOS, GRENAY, HENIN)]
    return Coverage(
        on=day(2026, 11, 26),
        communes=3,
        competences=3,
        one=6,
        shared=1,
        nobody=1,
        undeclared=1,
        rows=[
            CoverageRow(
                competence="1035",
                title="Énergies renouvelables",
                cells=[CoverageCell(kind=one, able=["commune"], communes=everywhere)],
            ),
            CoverageRow(
                competence="6505",
                title="Programme local de l’habitat",
                cells=[
                    CoverageCell(kind=one, able=[f"territories/{CALL}"], communes=everywhere[:1]),
                    CoverageCell(kind=nobody, communes=everywhere[1:2]),
                    CoverageCell(
                        kind=CoverageKind.COVERAGE_KIND_UNDECLARED,
                        able=["commune", "territories/246200299"],
                        communes=everywhere[2:],
                    ),
                ],
            ),
        ],
    )


def principle(state: PrincipleState.ValueType = PrincipleState.PRINCIPLE_STATE_PROPOSED) -> Principle:
    return Principle(
        name=PRINCIPLE,
        title="Un lieu de collecte à dix minutes",
        text="Chaque habitant trouve un lieu de collecte à dix minutes de chez lui.",
        competence="6520",
        projects=[f"projects/0190000{number}-0000-7000-8000-000000000001" for number in range(3)],
        body=f"territories/{POLE}",
        state=state,
        etag='"1-1"',
        update_time=stamp(),
    )


def experience(number: int) -> Project:
    made = project(f"0190000{number}-0000-7000-8000-000000000001", state=ProjectState.PROJECT_STATE_ACCEPTED)
    made.title = f"Composteurs de quartier {number}"
    made.evaluations.append(
        Evaluation(
            **{"class": EvaluationClass.EVALUATION_CLASS_ADAPTED},
            lessons="Un référent par rue change tout.",
        )
    )
    return made
