"""What happens to a project by itself once a day is over: nobody calls it, a clock does."""

from services.projects.use_cases.project_ports import ProjectUnit


async def pass_deadlines(project_id: str, unit: ProjectUnit) -> None:
    """Do what is due by now. Nothing due, nothing written: whoever is second, or whose clock was set back,
    changes nothing; what lives on another node has its clock there. Raise NotFound for an unknown project.
    """
    project = await unit.projects.get(project_id)
    if project.home_node != unit.node:
        return
    project.pass_deadlines(unit.clock.now())
    await unit.projects.save(project)
