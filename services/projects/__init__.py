"""Owns territories and their register, people's names, charters, and projects from draft to evaluation.
Publishes every change of a project with the whole project (kind `projects`), of wishes to take one over
(`wishes`), of principles, charters, territories and people. Listens to engineering's CapacityPublished, and
to its own projects and wishes, which move a project to another owner.
"""
