"""Owns agents, capacities, requests for days and reservations.
Publishes events of kinds `agents` (with their reservations), `requests` and `capacities`.
Listens to projects: TerritoryImported, ProjectSubmitted, OwnershipAccepted, ProjectWithdrawn.
"""
