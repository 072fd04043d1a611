"""Owns territories and their register, people's names, and projects from draft to an owner's acceptance.
Publishes Project*, Participation*, Ownership*, Decision*, Territory* and Person* events.
Listens to engineering's CapacityPublished.
"""
