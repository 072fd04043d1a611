"""What a lead writes of its project, and everything that can be wrong with it, said at once.

A draft may be incomplete: a mayor saves what is known today. What only a submission needs stands in
`completeness.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date

from chassis.domain import Fault, msg
from services.projects.domain.fact_faults import LARGEST_AREA, duplicate_faults, fact_faults
from services.projects.domain.subsidiarity.facts import Directory, Level, ProjectFacts
from services.projects.domain.writing import text_faults

LONGEST_TITLE = 200
LONGEST_SUMMARY = 5_000
FIRST_START = date(1900, 1, 1)
LAST_START = date(2100, 12, 31)
LEADING_LEVELS = (Level.COMMUNE, Level.AGGLOMERATION, Level.POLE)


@dataclass(frozen=True)
class Draft:
    """Codes of bodies stand without a prefix; `participants` are the communes invited to join."""

    lead: str
    title: str
    facts: ProjectFacts
    summary: str = ""
    participants: tuple[str, ...] = ()
    planned_start: date | None = None
    restricted: bool = False
    synthetic: bool = False
    """Made by a generator for load and pictures."""
    part_of: str = ""
    """Id of the programme whose lot it is (R7)."""
    unread: tuple[Fault, ...] = field(default=(), compare=False)
    """What could not even be read, so that it is told together with the rest; none in a kept draft."""


_LASTING = ("lead", "synthetic", "part_of", "unread")

MASKABLE = tuple(each.name for each in fields(Draft) if each.name not in _LASTING)
"""Fields that an update may change; the lead, the programme and the mark of a generator stay."""

MASKABLE_FACTS = tuple(f"facts.{each.name}" for each in fields(ProjectFacts))


def mask_faults(mask: Iterable[str]) -> list[Fault]:
    """What is wrong with the paths of an update mask."""
    return [
        Fault(
            "update_mask",
            "UNKNOWN_FIELD",
            msg("Le champ « {path} » n’existe pas ou ne se modifie pas.", path=path[:80]),
        )
        for path in mask
        if path not in MASKABLE and path not in MASKABLE_FACTS
    ]


def merged(current: Draft, changes: Draft, mask: Iterable[str]) -> Draft:
    """The current draft with the fields of the mask taken from `changes`, and what was unread of them."""
    paths = set(mask)
    unread = tuple(fault for fault in changes.unread if any(_lies_in(fault, path) for path in paths))
    whole = {path: getattr(changes, path) for path in paths if path in MASKABLE}
    parts = {
        path.removeprefix("facts."): getattr(changes.facts, path.removeprefix("facts."))
        for path in paths
        if path in MASKABLE_FACTS
    }
    draft = replace(current, unread=unread, **whole)
    return replace(draft, facts=replace(draft.facts, **parts)) if parts else draft


def _lies_in(fault: Fault, path: str) -> bool:
    found = fault.field.removeprefix("project.")
    return found == path or found.startswith((f"{path}.", f"{path}["))


def changed_fields(before: Draft, after: Draft) -> tuple[str, ...]:
    """Paths of the fields that differ, facts one by one."""
    whole = tuple(path for path in MASKABLE if path != "facts" and _differs(before, after, path))
    parts = tuple(
        path for path in MASKABLE_FACTS if _differs(before.facts, after.facts, path.removeprefix("facts."))
    )
    return whole + parts


def _differs(before: object, after: object, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def joined(unread: Iterable[Fault], found: Iterable[Fault]) -> list[Fault]:
    """What could not be read, then what was found wrong in other fields."""
    first = list(unread)
    told = {fault.field for fault in first}
    return first + [fault for fault in found if fault.field not in told]


def draft_faults(draft: Draft, directory: Directory, competences: frozenset[str]) -> list[Fault]:
    """Everything wrong with a draft, each fault under its path on the wire ("project.title")."""
    return joined(draft.unread, _found_faults(draft, directory, competences, "project"))


def _found_faults(draft: Draft, directory: Directory, competences: frozenset[str], at: str) -> list[Fault]:
    return [
        *text_faults(f"{at}.title", draft.title, LONGEST_TITLE, required=True),
        *text_faults(f"{at}.summary", draft.summary, LONGEST_SUMMARY, lines=True),
        *_lead_faults(draft, directory, f"{at}.lead"),
        *_participant_faults(draft, directory, f"{at}.participants"),
        *_start_faults(draft.planned_start, f"{at}.planned_start"),
        *fact_faults(draft.facts, directory, competences, f"{at}.facts"),
        *_perimeter_faults(draft, directory, f"{at}.facts.works_area"),
    ]


def _lead_faults(draft: Draft, directory: Directory, at: str) -> list[Fault]:
    body = directory.body(draft.lead)
    if body is None:
        text = msg("La collectivité « {body} » est inconnue : choisissez-la dans la liste.", body=draft.lead)
        return [Fault(at, "UNKNOWN_BODY", text)]
    if body.level not in LEADING_LEVELS:
        text = msg(
            "{body} ne peut pas conduire un projet ici : seuls une commune, une agglomération ou le pôle.",
            body=body.title,
        )
        return [Fault(at, "LEVEL_CANNOT_LEAD", text)]
    return []


def _participant_faults(draft: Draft, directory: Directory, at: str) -> list[Fault]:
    if len(draft.participants) > LARGEST_AREA:
        return [Fault(at, "TOO_MANY", msg("Trop de communes invitées : {most} au plus.", most=LARGEST_AREA))]
    faults = duplicate_faults(at, draft.participants)
    for index, code in enumerate(draft.participants):
        body = directory.body(code)
        if body is None or body.level is not Level.COMMUNE:
            text = msg("« {code} » n’est pas une commune du territoire : seules elles s’invitent.", code=code)
            faults.append(Fault(f"{at}[{index}]", "UNKNOWN_COMMUNE", text))
        elif code == draft.lead:
            text = msg("{body} conduit déjà le projet : retirez-la des invitées.", body=body.title)
            faults.append(Fault(f"{at}[{index}]", "LEAD_INVITED", text))
    return faults


def _start_faults(planned_start: date | None, at: str) -> list[Fault]:
    if planned_start is None or FIRST_START <= planned_start <= LAST_START:
        return []
    text = msg(
        "Le début souhaité doit se situer entre {first} et {last} : vérifiez l’année.",
        first=FIRST_START.year,
        last=LAST_START.year,
    )
    return [Fault(at, "DATE_OUT_OF_RANGE", text)]


def _perimeter_faults(draft: Draft, directory: Directory, at: str) -> list[Fault]:
    """Works stand on the ground of the lead or of a commune that is asked to join: nobody plans works
    on a neighbour's ground without asking (L1111-3).
    """
    lead = directory.body(draft.lead)
    if lead is None or len(draft.facts.works_area) > LARGEST_AREA:
        return []
    faults: list[Fault] = []
    for index, code in enumerate(draft.facts.works_area):
        commune = directory.body(code)
        if commune is None or commune.level is not Level.COMMUNE:
            continue
        if code in draft.participants or directory.covers(draft.lead, code):
            continue
        text = msg(
            "{commune} n’est pas dans le périmètre de {lead} : invitez cette commune, ou retirez-la.",
            commune=commune.title,
            lead=lead.title,
        )
        faults.append(Fault(f"{at}[{index}]", "OUTSIDE_PERIMETER", text))
    return faults
