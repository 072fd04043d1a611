"""Owns: financing plans, with their lines, fonds de concours and payments (`plans/{uuid}`).
Publishes: every change of a plan, with the whole plan (kind `plans`).
Listens to: projects (opens, aligns and closes plans) and territories (who is a member of whom).
"""
