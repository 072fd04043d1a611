"""What follows when a project may have become ready to decide: the charter is evaluated in the same act."""

from services.projects.domain.project import Project
from services.projects.use_cases.project_ports import ProjectUnit


async def propose_when_ready(project: Project, unit: ProjectUnit) -> None:
    """Save the project, and propose the charter's decision as soon as no answer is awaited."""
    # Each event shows the project as it stood then, so an answer is saved before the decision.
    await unit.projects.save(project)
    if project.is_ready_to_decide:
        project.propose(await unit.reference(), unit.clock.now())
        await unit.projects.save(project)
