"""The transaction of one command and the repositories over it."""

from collections.abc import Sequence

from chassis.domain import Clock
from chassis.journal.writer import Transaction
from services.funding.domain.rulebook import Rulebook
from services.funding.storage.copies import BodyCopies, ProjectCopies
from services.funding.storage.plan_queries import StoredPlanQueries
from services.funding.storage.plans import PlanStore


class FundingUnit:
    def __init__(self, tx: Transaction, rulebooks: Sequence[Rulebook]) -> None:
        self.plans = PlanStore(tx)
        self.projects = ProjectCopies(tx)
        self.bodies = BodyCopies(tx)
        self.plan_queries = StoredPlanQueries(tx)
        self.rulebooks = rulebooks
        self.clock: Clock = tx.clock
