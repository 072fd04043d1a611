"""Owns agents, capacities, requests for days and reservations.
Publishes events of kinds `agents` (with their reservations), `requests` and `capacities`.
Listens to projects: territories, and whatever gives a project its decision or owner, or withdraws it.
"""
