"""Owns territories and their register, people's names, and projects from draft to an owner's acceptance.
Publishes every change of a project with the whole project (kind `projects`), of territories and of people.
Listens to engineering's CapacityPublished.
"""
