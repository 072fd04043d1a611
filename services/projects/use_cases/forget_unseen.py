"""Erase the names of people who have not been seen for long."""

from datetime import timedelta

from chassis.domain import paris_day
from services.projects.use_cases.erase_person import forget_beside
from services.projects.use_cases.people_ports import PeopleUnit


async def forget_unseen(days: int, unit: PeopleUnit) -> None:
    """Whoever was last seen more than `days` days ago loses the name (0: nobody does); coming back, one gives
    it anew.
    """
    if not days:
        return
    for person_id in await unit.sightings.before(paris_day(unit.clock.now()) - timedelta(days=days)):
        person = await unit.people.find(person_id)
        if person is not None:
            person.let_go()
            await unit.people.save(person)
        await forget_beside(person_id, unit)
