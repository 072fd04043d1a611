"""`archipel audit verify`: finds what somebody did to a journal behind the program's back, and names it."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say

if TYPE_CHECKING:
    from chassis.journal.verify import Finding, Report

TOUCHED = 1

WORDS = {
    "changed": "modifiée",
    "removed": "supprimée",
    "inserted": "ajoutée à la main",
    "broken chain": "détachée de la précédente",
    "head": "sans l’objet auquel elle appartient",
    "checkpoint": "d’un point de contrôle falsifié",
}


def verify_command(*, data: Data = None, json: AsJson = False) -> None:
    """Vérifie que personne n’a touché aux journaux."""
    from node.operations.audit import verified

    reports = asyncio.run(verified(data))
    if json:
        as_json([asdict(report) | {"whole": report.whole} for report in reports])
    else:
        for report in reports:
            show(report)
    if not all(report.whole for report in reports):
        raise typer.Exit(TOUCHED)


def show(report: Report) -> None:
    if not report.whole:
        say(f"! {report.service} : {len(report.findings)} anomalies sur {report.rows} lignes")
        for finding in report.findings:
            say(f"  {sentence(finding)}")
        return
    say(f"✓ {report.service} : {report.rows} lignes intactes, {report.checkpoints} points de contrôle")
    if report.only_heads:
        say(f"  {report.only_heads} lignes récentes n’ont pas encore de point de contrôle")


def sentence(finding: Finding) -> str:
    identifier = f", événement {finding.event_id}" if finding.event_id else ""
    return f"{finding.subject}, version {finding.version}{identifier} : ligne {WORDS[finding.what]}"
