"""Invented projects are plausible, marked, and the same for the same seed."""

from pathlib import Path

from node.operations.invented import drafts
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.territory import Territory
from services.projects.domain.territory_import.folder import read_folder
from services.projects.storage.territory_folder import read_files


def communes() -> list[Territory]:
    folder = read_folder(read_files(Path("territories/artois")))
    return [Territory.imported(body, folder.id) for body in folder.bodies if body.level is Level.COMMUNE]


def test_the_same_seed_gives_the_same_projects_in_any_order_of_communes() -> None:
    known = communes()
    assert list(drafts(40, 7, known)) == list(drafts(40, 7, known[::-1]))
    assert list(drafts(40, 7, known)) != list(drafts(40, 8, known))


def test_every_invented_project_is_marked_and_stands_on_ground_that_is_asked() -> None:
    made = list(drafts(300, 1, communes()))
    assert all(draft.synthetic for draft in made)
    assert all(draft.facts.works_area == (draft.lead, *draft.participants) for draft in made)
    assert any(draft.participants for draft in made)
    assert all(draft.facts.cost > 0 for draft in made)
