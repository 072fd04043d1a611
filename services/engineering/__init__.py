"""Owns agents, capacities, requests for days and reservations.
Publishes Agent*, Absence*, DaysReserved, Reservation*, Request*, DaysGranted, DaysReleased and CapacityPublished events.
Listens to projects: TerritoryImported, ProjectSubmitted, OwnershipAccepted, ProjectWithdrawn.
"""
