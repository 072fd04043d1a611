"""`archipel audit`: `verify` finds what somebody did to a journal behind the program's back, and names it;
`incidents` shows what was tried and refused.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from chassis.domain import PARIS
from node.cli.options import AsJson, Data
from node.cli.output import as_json, say, table

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


def incidents_command(
    *,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Jours à remonter.")] = 7,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Montre ce qui a été tenté et refusé : jetons falsifiés, rôles manquants, fiches cachées…"""
    from node.operations.incidents import incidents

    found = asyncio.run(incidents(data, datetime.now(UTC) - timedelta(days=days)))
    if json:
        as_json([asdict(each) for each in found])
        return
    table(
        ["Quand (Paris)", "Fois", "Motif", "Où", "Qui", "Quoi"],
        [
            (f"{e.last.astimezone(PARIS):%d/%m %H:%M:%S}", e.times, e.reason, e.place, e.actor, e.resource)
            for e in found
        ],
        empty="Rien n’a été tenté et refusé.",
    )
