"""One transaction over what is kept of people, without the reference data of the service."""

from __future__ import annotations

from chassis.domain import Clock
from chassis.journal.writer import Transaction
from services.projects.storage.delegations import MembershipStore
from services.projects.storage.people import PeopleStore
from services.projects.storage.sightings import SightingStore


class StoredPeople:
    """Satisfies PeopleUnit."""

    def __init__(self, tx: Transaction) -> None:
        self.clock: Clock = tx.clock
        self.people = PeopleStore(tx)
        self.memberships = MembershipStore(tx.connection)
        self.sightings = SightingStore(tx.connection)
