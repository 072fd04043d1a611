"""Frameworks, campaigns, projects and applications for tests of labels, with plain values."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from chassis.domain import Caller, Mandate
from services.labels.domain.application import Application
from services.labels.domain.campaign import Campaign, CampaignTerms, open_campaign
from services.labels.domain.decision import BodyVotes, Outcome, Proposal
from services.labels.domain.framework import Framework, FrameworkRef
from services.labels.domain.framework_parser import parse_framework
from services.labels.domain.marks import Mark
from services.labels.domain.project_ref import ProjectRef
from services.labels.domain.submission import submit_application

POLE, CALL, CAHC = "200060358", "246200364", "246200299"
LOOS, GRENAY, LIEVIN = "62528", "62386", "62510"
CAMPAIGN_ID = "0190aaaa-0000-7000-8000-00000000000c"
PROJECT_ID = "0190aaaa-0000-7000-8000-00000000000b"
APPLICATION_ID = "0190aaaa-0000-7000-8000-00000000000a"
NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
TODAY = date(2026, 10, 15)
FRAMEWORKS = Path(__file__).resolve().parents[3] / "frameworks"

MAYOR = Caller("mayor-of-loos", frozenset({Mandate(LOOS, "elected")}))
CHAIR = Caller("chair", frozenset({Mandate(POLE, "elected")}))
JUROR = Caller("juror-1", frozenset({Mandate(POLE, "juror")}))
SECOND_JUROR = Caller("juror-2", frozenset({Mandate(POLE, "juror"), Mandate(LIEVIN, "elected")}))
LOOS_JUROR = Caller("juror-3", frozenset({Mandate(POLE, "juror"), Mandate(LOOS, "project_manager")}))

# Two stages, a mandatory criterion, a criterion for equipment only, a required opinion.
GRID: dict[str, Any] = {
    "id": "stars",
    "version": "1",
    "title": "Étoiles",
    "source": "grille d’essai",
    "awarded_by": [POLE],
    "scale_max": 4,
    "minimum_jurors": 2,
    "validity_years": 4,
    "families": [
        {
            "id": "transition",
            "title": "Transition",
            "criteria": [
                {"id": "energy", "title": "Énergie", "question": "Combien ?", "weight": 40},
                {
                    "id": "soil",
                    "title": "Sols",
                    "question": "Où ?",
                    "weight": "20",
                    "applicable_if": {"equipment": ["true"]},
                },
            ],
        },
        {
            "id": "feasibility",
            "title": "Faisabilité",
            "criteria": [{"id": "team", "title": "Équipe", "question": "Qui ?", "weight": 40}],
        },
    ],
    "committees": [
        {"id": "technical", "title": "Comité technique", "task": "Faisabilité", "opinion_required": True},
        {"id": "quality", "title": "Cercle qualité", "task": "Ambition"},
        {
            "id": "final",
            "title": "Comité final",
            "task": "Décide",
            "quorum": 3,
            "members": [POLE, CALL, LOOS],
        },
    ],
    "stages": [
        {"id": "one", "title": "Une étoile", "threshold": 35},
        {
            "id": "two",
            "title": "Deux étoiles",
            "threshold": "62.5",
            "mandatory": [{"criterion": "energy", "minimum": 3}],
        },
    ],
}


def grid() -> dict[str, Any]:
    """A fresh copy, to be spoilt at will."""
    return deepcopy(GRID)


def stars() -> Framework:
    return parse_framework(grid())


def euralens() -> Framework:
    data = yaml.safe_load((FRAMEWORKS / "label-euralens-2026.yaml").read_text(encoding="utf-8"))
    return parse_framework(data)


def project(**changes: Any) -> ProjectRef:
    values: dict[str, Any] = {
        "id": PROJECT_ID,
        "title": "Rénovation groupée de la cité des Castors",
        "lead": LOOS,
        "owner": CALL,
        "participants": frozenset({GRENAY}),
        "state": "proposed",
        "facts": {"nature": "programme", "equipment": "false", "needs_involvement": "true"},
    }
    return ProjectRef(**{**values, **changes})


def terms(**changes: Any) -> CampaignTerms:
    values: dict[str, Any] = {
        "title": "Campagne 2026",
        "framework": FrameworkRef("stars", "1"),
        "body": POLE,
        "opens": date(2026, 9, 1),
        "closes": date(2026, 11, 30),
        "quota": 10,
    }
    return CampaignTerms(**{**values, **changes})


def campaign(**changes: Any) -> Campaign:
    return open_campaign(CAMPAIGN_ID, terms(**changes), stars(), TODAY, NOON)


def application(**changes: Any) -> Application:
    """Just submitted."""
    values: dict[str, Any] = {
        "campaign": campaign(),
        "project": project(),
        "framework": stars(),
        "applicant": LOOS,
        "statement": "Quarante maisons, une seule méthode.",
        "now": NOON,
    }
    return submit_application(APPLICATION_ID, **{**values, **changes})


def sheet(**values: int) -> tuple[Mark, ...]:
    """One mark for each criterion named, with a reason."""
    return tuple(Mark(criterion, value, f"vu sur pièces : {value}") for criterion, value in values.items())


def marked(*sheets: tuple[Mark, ...]) -> Application:
    """In instruction: two jurors declared no conflict; those of the given sheets marked."""
    subject = application()
    for juror in (JUROR, SECOND_JUROR):
        subject.declare_interests(juror, False, "", stars(), project(), NOON)
    for juror, marks in zip((JUROR, SECOND_JUROR), sheets, strict=False):
        subject.mark_criteria(juror, marks, stars(), project(), NOON)
    return subject


def proposal(outcome: Outcome | None = Outcome.AWARDED, **changes: Any) -> Proposal:
    values: dict[str, Any] = {
        "on": TODAY,
        "votes": (BodyVotes(POLE, 4, 1, 1),),
        "stage": "one",
    }
    return Proposal(outcome=outcome, **{**values, **changes})


def reasons(faults: Any) -> set[tuple[str, str]]:
    return {(fault.field, fault.reason) for fault in faults}
