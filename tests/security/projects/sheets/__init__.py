"""What every cell answers: one sheet a gRPC service of projects."""

from __future__ import annotations

from collections.abc import Mapping

from chassis import privacy
from services.projects.access import (
    CHARTERS,
    CONSENT,
    COVERAGE,
    DELEGATIONS,
    LEARNING,
    OWNERSHIP,
    PEOPLE,
    PROJECTS,
    REGISTER,
    SIMULATIONS,
    SUBSIDIARITY,
    TERRITORIES,
)
from tests.security.matrix import Sheet
from tests.security.own_data import OWN_DATA
from tests.security.projects.sheets.charters import CHARTERS_SHEET
from tests.security.projects.sheets.consent import CONSENT_SHEET
from tests.security.projects.sheets.delegations import DELEGATIONS_SHEET
from tests.security.projects.sheets.learning import LEARNING_SHEET
from tests.security.projects.sheets.ownership import OWNERSHIP_SHEET
from tests.security.projects.sheets.people import PEOPLE_SHEET
from tests.security.projects.sheets.projects import PROJECTS_SHEET
from tests.security.projects.sheets.register import COVERAGE_SHEET, REGISTER_SHEET, TERRITORIES_SHEET
from tests.security.projects.sheets.trials import SIMULATIONS_SHEET, SUBSIDIARITY_SHEET

SHEETS: Mapping[str, Sheet] = {
    PROJECTS: PROJECTS_SHEET,
    CONSENT: CONSENT_SHEET,
    OWNERSHIP: OWNERSHIP_SHEET,
    LEARNING: LEARNING_SHEET,
    SUBSIDIARITY: SUBSIDIARITY_SHEET,
    TERRITORIES: TERRITORIES_SHEET,
    CHARTERS: CHARTERS_SHEET,
    REGISTER: REGISTER_SHEET,
    SIMULATIONS: SIMULATIONS_SHEET,
    COVERAGE: COVERAGE_SHEET,
    PEOPLE: PEOPLE_SHEET,
    DELEGATIONS: DELEGATIONS_SHEET,
    privacy.SERVICE: OWN_DATA,
}
"""One sheet a gRPC service."""
