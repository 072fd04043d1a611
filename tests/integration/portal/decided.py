"""Projects on the way from a proposed decision to a transfer, as the service of projects would answer."""

from __future__ import annotations

from google.type.date_pb2 import Date

from archipel.projects.v1 import consent_pb2, ownership_pb2
from archipel.projects.v1.project_facts_pb2 import Skill
from archipel.projects.v1.projects_pb2 import Project, ProjectState
from archipel.projects.v1.subsidiarity_pb2 import (
    Alternative,
    Decision,
    Due,
    FactChange,
    Gap,
    NotChosen,
    Owner,
    OwnerKind,
    Role,
    RoleOf,
    RuleResult,
)
from archipel.projects.v1.territories_pb2 import Level
from tests.integration.portal.samples import project, stamp
from tests.unit.portal.territory import CALL, GRENAY, LOOS, POLE, directory

CHRISTMAS = Date(year=2026, month=12, day=26)
WISH = "01900000-0000-7000-8000-00000000000a"
OFFER = "01900000-0000-7000-8000-00000000000b"


def name(code: str) -> str:
    return f"territories/{code}"


def body(code: str) -> Owner:
    held = directory().get(code)
    assert held is not None
    return Owner(
        kind=OwnerKind.OWNER_KIND_BODY, body=name(code), level=Level.ValueType(held.level), title=held.title
    )


def role(code: str, held: Role.ValueType) -> RoleOf:
    known = directory().get(code)
    assert known is not None
    return RoleOf(party=code, level=Level.ValueType(known.level), role=held, title=known.title)


def decision(owner: str = LOOS) -> Decision:
    """The commune owns, the agglomeration lends days, the pole may award its label; or another owns."""
    others = {
        LOOS: [role(CALL, Role.ROLE_ENGINEERING_SUPPORT), role(CALL, Role.ROLE_CO_FUNDER)],
        CALL: [role(LOOS, Role.ROLE_CO_OWNER), role(GRENAY, Role.ROLE_LOCAL_RELAY)],
    }[owner]
    return Decision(
        owner=body(owner),
        roles=[role(owner, Role.ROLE_OWNER), *others, role(POLE, Role.ROLE_LABELLER)],
        rules=[
            RuleResult(
                id="R3",
                title="La proximité d’abord",
                fired=True,
                because="La commune de Loos-en-Gohelle couvre tous les lieux des travaux.",
                source="CGCT, art. L2121-29",
            ),
            RuleResult(id="R4", title="La bonne échelle", fired=False, because="Aucune preuve d’échelle."),
        ],
        not_chosen=[NotChosen(party=POLE, because="Rien ne dépasse une agglomération.")],
        conditions=["La CALL et la commune conviennent du calendrier des 30 jours d’ingénierie."],
        date=Date(year=2026, month=11, day=26),
        explanation="La commune porte le projet : elle est l’échelon le plus proche qui peut le faire. "
        "Il lui manque 30 jours d’ingénierie, que la communauté d’agglomération apporte.",
        charter_id="artois",
        charter_version="2026-1",
        gaps=[
            Gap(skill=Skill.SKILL_ENGINEERING, needed_days="40", free_days="10", missing_days="30"),
        ],
        what_would_change=[
            Alternative(
                changes=[
                    FactChange(fact="evidence.mutualisation_gain", to="0.15", **{"from": "0.08"}),
                ],
                owner=body(CALL if owner == LOOS else LOOS),
                text="Si un document montrait un gain d’au moins 15 % en faisant ensemble.",
            )
        ],
        due=[
            Due(party=owner, act=Due.ACT_ACCEPT),
            Due(party=CALL if owner == LOOS else LOOS, act=Due.ACT_CONSENT, until=CHRISTMAS),
        ],
        number=1,
    )


def proposed(owner: str = LOOS) -> Project:
    """Its owner has to accept and another body to consent."""
    made = project(owner=owner)
    made.decision.CopyFrom(decision(owner))
    made.concerned_bodies.append(name(GRENAY))
    made.opinions.add(
        body=name(CALL if owner == LOOS else LOOS),
        kind=consent_pb2.OPINION_KIND_CONSENT,
        value=consent_pb2.OPINION_VALUE_AWAITED,
        due=CHRISTMAS,
    )
    return made


def touching_one_commune(value: consent_pb2.OpinionValue.ValueType) -> Project:
    """The agglomeration's decision touches one commune alone: its council is asked (L5211-57)."""
    made = proposed(CALL)
    made.opinions[0].kind = consent_pb2.OPINION_KIND_LONE_COMMUNE
    made.opinions[0].value = value
    return made


def contested() -> Project:
    """Two bodies object; the agglomeration is to convene."""
    made = proposed()
    made.state = ProjectState.PROJECT_STATE_CONTESTED
    for code, ground in (
        (GRENAY, consent_pb2.CONTEST_GROUND_SCALE),
        (CALL, consent_pb2.CONTEST_GROUND_CAPACITY),
    ):
        made.contests.add(
            body=name(code),
            ground=ground,
            text="Cinq communes ont le même besoin.",
            time=stamp(),
            documents=["Étude d’impact 2026-04"],
            decision_number=1,
        )
    made.conciliations.add(kind=consent_pb2.CONCILIATOR_KIND_CONFERENCE_OF_MAYORS, body=name(CALL))
    return made


def in_conciliation() -> Project:
    made = contested()
    made.state = ProjectState.PROJECT_STATE_CONCILIATION
    made.conciliations[0].open_time.CopyFrom(stamp(5))
    return made


def accepted(owner: str = LOOS) -> Project:
    """Final, and in its owner's hands."""
    made = proposed(owner)
    made.state = ProjectState.PROJECT_STATE_ACCEPTED
    made.opinions[0].value = consent_pb2.OPINION_VALUE_DEEMED_FAVOURABLE
    made.acceptance.date.CopyFrom(Date(year=2026, month=11, day=24))
    made.acceptance.reference = "2026-11-042"
    made.owner = name(owner)
    made.ownership.add(owner=name(owner), since=stamp(), epoch=1, deliberation=made.acceptance)
    made.expected_results = "Cent logements isolés."
    made.review_date.CopyFrom(Date(year=2028, month=11, day=26))
    return made


def offered() -> Project:
    """Its owner, the commune, offers it to the agglomeration."""
    made = accepted()
    made.offer.id = OFFER
    made.offer.to = name(CALL)
    made.offer.reason = ownership_pb2.TRANSFER_REASON_EVALUATION
    made.offer.text = "Le projet dépasse maintenant la commune."
    made.offer.deliberation.reference = "2026-12-007"
    return made


def evaluated() -> Project:
    """Evaluated and reopened: the charter would now see the agglomeration as owner."""
    made = accepted()
    made.evaluations.add(
        **{"class": ownership_pb2.EVALUATION_CLASS_SUCCEEDED},
        results="Cent vingt logements isolés.",
        lessons="Un guichet unique rassure les habitants.",
        outcome=ownership_pb2.EVALUATION_OUTCOME_REOPEN,
        time=stamp(20),
        body=name(LOOS),
    )
    made.reassessment.CopyFrom(decision(CALL))
    return made


def wish(code: str = CALL, *, offer: str = "") -> ownership_pb2.TransferWish:
    return ownership_pb2.TransferWish(
        name=f"wishes/{WISH}",
        project=project().name,
        body=name(code),
        offer=offer,
        reason=ownership_pb2.TRANSFER_REASON_AGREEMENT,
        text="Nous sommes prêts.",
        deliberation=consent_pb2.Deliberation(reference="2026-12-011"),
        state=ownership_pb2.WISH_STATE_STANDING,
        etag='"1-1"',
    )
