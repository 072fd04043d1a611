"""`archipel subsidiarity replay`: whether the decisions of a project still read as when they were taken."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say

if TYPE_CHECKING:
    from services.projects.use_cases.replay_decisions import Replayed

DIFFERENT = 1


def replay_command(
    project: Annotated[str, typer.Argument(help="Nom du projet, « projects/… ».")],
    *,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Rejoue les décisions d’un projet sur ce qu’elles voyaient alors, et les compare mot à mot."""
    from node.operations.replay import replayed

    found = asyncio.run(replayed(project, data))
    if json:
        as_json([plain(each) for each in found])
    else:
        for each in found:
            say(sentence(each))
    if not all(each.same for each in found):
        raise typer.Exit(DIFFERENT)


def plain(each: Replayed) -> dict[str, Any]:
    decision = each.taken.decision
    return {
        "number": decision.number,
        "date": decision.date,
        "owner": decision.owner.body or decision.owner.title or decision.owner.kind.value,
        "charter": {"id": decision.charter_id, "version": decision.charter_version},
        "engine": decision.engine,
        "same": each.same,
        "differs": list(each.differs),
        "basis": each.taken.basis is not None,
    }


def sentence(each: Replayed) -> str:
    decision = each.taken.decision
    head = (
        f"Décision n° {decision.number} du {decision.date:%d/%m/%Y} "
        f"(charte {decision.charter_id} {decision.charter_version})"
    )
    if each.taken.basis is None:
        return f"! {head} : le journal n’a pas gardé ce qu’elle voyait."
    if each.same:
        return f"✓ {head} : mêmes mots aujourd’hui."
    engine = "" if each.same_engine else f" (prise par le moteur {decision.engine})"
    return f"! {head} : elle diffère aujourd’hui{engine} par {', '.join(each.differs)}."
