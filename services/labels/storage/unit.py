"""One transaction over everything that the use cases of labels need."""

from __future__ import annotations

from chassis.domain import Clock
from chassis.journal.writer import Transaction
from services.labels.domain.framework import Catalogue
from services.labels.storage.applications import ApplicationStore
from services.labels.storage.campaigns import CampaignStore
from services.labels.storage.lent_roles import LentRoleStore
from services.labels.storage.project_refs import ProjectRefStore


class LabelsUnit:
    def __init__(self, tx: Transaction, frameworks: Catalogue) -> None:
        self.campaigns = CampaignStore(tx)
        self.applications = ApplicationStore(tx)
        self.projects = ProjectRefStore(tx)
        self.lent_roles = LentRoleStore(tx)
        self.frameworks = frameworks
        self.clock: Clock = tx.clock
