"""Writes invented projects into the projects service, through its own use cases, marked as synthetic."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.domain import Caller, Mandate, SystemClock, paris_day
from chassis.journal.writer import Act, Transaction
from node.errors import NodeError
from node.operations.desk import Desk, desk
from node.operations.invented import drafts
from node.settings import ROOT
from services.projects.domain.consent import Deliberation
from services.projects.domain.consent_round import OpinionValue
from services.projects.domain.drafting import Draft
from services.projects.domain.project import Project
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.facts import Level
from services.projects.storage.charter_file import read_charter
from services.projects.storage.reference import ReferenceCache
from services.projects.storage.territories import TerritoryStore
from services.projects.storage.unit import Unit
from services.projects.use_cases.accept_ownership import AcceptOwnership, accept_ownership
from services.projects.use_cases.confirm_participation import ConfirmParticipation, confirm_participation
from services.projects.use_cases.create_project import CreateProject, create_project
from services.projects.use_cases.give_opinion import GiveOpinion, give_opinion
from services.projects.use_cases.submit_project import SubmitProject, submit_project

STAYS_DRAFT, STAYS_PROPOSED = 0.15, 0.40
"""A project below the first share stays a draft, below the second a proposed decision."""


@dataclass
class Generated:
    """How many projects stand in each state now."""

    seed: int
    projects: int = 0
    states: dict[str, int] = field(default_factory=dict)

    def count(self, project: Project) -> None:
        self.projects += 1
        self.states[project.state] = self.states.get(project.state, 0) + 1


async def generate(data: Path | None, projects: int, seed: int) -> Generated:
    """Raise NodeError when the node knows no territory yet."""
    done = Generated(seed)
    luck = Random(seed)  # noqa: S311 - plausible, not secret
    cache = ReferenceCache(read_charter(ROOT / "charters" / "artois-1.yaml"))
    async with desk(data) as at:
        async with at.act("projects", f"generate --projects {projects} --seed {seed}") as tx:
            bodies = await TerritoryStore(tx).every()
        communes = [body for body in bodies.values() if body.facts.level is Level.COMMUNE]
        if not communes:
            raise NodeError(
                "NO_TERRITORY",
                "Le nœud ne connaît aucune commune : « archipel territories import territories/artois ».",
            )
        async with at.engine("projects") as engine:
            for draft in drafts(projects, seed, communes):
                done.count(await write(at, engine, cache, draft, luck.random()))
    return done


async def write(at: Desk, engine: AsyncEngine, cache: ReferenceCache, draft: Draft, fate: float) -> Project:
    """One project in one transaction, brought as far as its fate wants."""
    async with engine.begin() as connection:
        tx = Transaction(
            connection, Act(at.operator, draft.lead), at.node.settings.node, "projects", SystemClock()
        )
        unit = Unit(tx, cache)
        project = await create_project(CreateProject(draft), speaking_for(at, draft.lead), unit)
        if fate < STAYS_DRAFT:
            return project
        command = SubmitProject(project.id, project.etag)
        project = await submit_project(command, speaking_for(at, draft.lead), unit)
        for body in draft.participants:
            joins = ConfirmParticipation(project.id, project.etag, body)
            project = await confirm_participation(joins, speaking_for(at, body), unit)
        if fate < STAYS_PROPOSED or project.state is not State.PROPOSED:
            return project
        body = project.accepting_body
        voted = Deliberation(paris_day(tx.now()) - timedelta(days=3), "synthétique")
        accept = AcceptOwnership(project.id, project.etag, body, voted)
        project = await accept_ownership(accept, speaking_for(at, body), unit)
        return await everybody_consents(at, project, unit)


async def everybody_consents(at: Desk, project: Project, unit: Unit) -> Project:
    """Each body that is asked agrees at once: nobody waits for the silence of invented bodies."""
    for opinion in project.consent.opinions:
        command = GiveOpinion(project.id, project.etag, opinion.body, OpinionValue.FAVOURABLE)
        project = await give_opinion(command, speaking_for(at, opinion.body), unit)
    return project


def speaking_for(at: Desk, body: str) -> Caller:
    """The operator, with the mandate that the use case asks for: a generator speaks for everybody."""
    return Caller(at.operator, frozenset({Mandate(body, "elected")}))
