"""The project of a case file → its facts, and those of each lot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chassis.domain import Fault, msg
from services.projects.domain.cases import keys
from services.projects.domain.cases.reader import Plain, Reader, below
from services.projects.domain.fact_faults import LONGEST_LABEL, LONGEST_NAME, MOST_LOTS, fact_faults
from services.projects.domain.subsidiarity.facts import (
    ZERO,
    Directory,
    Evidence,
    Initiator,
    Nature,
    Party,
    PartyKind,
    ProjectFacts,
    ScaleCriterion,
)

CODE_LENGTH = 40
PROGRAMME_ONLY = ("programme", "lots")
"""What a lot does not take over from its programme; nor does it take over its title."""


@dataclass(frozen=True)
class Lot:
    """One lot, judged again from R1."""

    title: str
    facts: ProjectFacts


@dataclass(frozen=True)
class CaseProject:
    """The facts of the project and of its lots."""

    title: str
    facts: ProjectFacts
    lots: tuple[Lot, ...] = ()


@dataclass(frozen=True)
class Known:
    """What codes are checked against."""

    directory: Directory
    competences: frozenset[str]


def project_from_plain(raw: Plain, reader: Reader, known: Known) -> CaseProject:
    """What cannot be read is noted in the reader; what lacks so that R0 refuses it is no fault."""
    at = keys.PROJECT.place
    written = reader.mapping(raw, at, keys.PROJECT)
    title = reader.text(written.get("title"), f"{at}.title", LONGEST_NAME)
    facts = _facts(written, at, reader, known)
    lots = tuple(_lots(written, reader, known))
    facts = replace(facts, lots=tuple(lot.title for lot in lots))
    _check_lots(facts, reader, known)
    return CaseProject(title, facts, lots)


def _facts(written: Mapping[str, Plain], at: str, reader: Reader, known: Known) -> ProjectFacts:
    evidence, criteria = _evidence(written.get("evidence"), f"{at}.evidence", reader)
    initiator: Initiator | None = Initiator.COMMUNE
    if "initiator" in written:
        initiator = reader.choice(written["initiator"], f"{at}.initiator", Initiator)
    facts = ProjectFacts(
        competence=reader.text(written.get("competence"), f"{at}.competence", CODE_LENGTH),
        works_area=_codes(written.get("works_area"), f"{at}.works_area", reader),
        nature=reader.choice(written.get("nature"), f"{at}.nature", Nature) or Nature.APPROACH,
        impact_area=_codes(written.get("impact_area"), f"{at}.impact_area", reader),
        cost=reader.number(written.get("cost"), f"{at}.cost") or ZERO,
        asset_owner=_party(written.get("asset_owner"), f"{at}.asset_owner", reader),
        initiator=initiator,
        experiment=reader.truth(written.get("experiment"), f"{at}.experiment"),
        origin=reader.text(written.get("origin"), f"{at}.origin", CODE_LENGTH),
        programme=reader.truth(written.get("programme"), f"{at}.programme"),
        two_sided_charter=reader.truth(written.get("two_sided_charter"), f"{at}.two_sided_charter"),
        partners=_partners(written.get("partners"), f"{at}.partners", reader),
        equipment=_equipment(written.get("equipment"), f"{at}.equipment", reader),
        needs_involvement=reader.truth(written.get("needs_involvement"), f"{at}.needs_involvement"),
        person_days={
            skill: days
            for skill, days in reader.days_by_skill(written.get("person_days"), f"{at}.person_days").items()
            if days
        },
        label=reader.text(written.get("label"), f"{at}.label", LONGEST_LABEL),
        communes_with_same_need=reader.count(
            written.get("communes_with_same_need"), f"{at}.communes_with_same_need"
        ),
        evidence=evidence,
        duplicate_of=reader.text(written.get("duplicate_of"), f"{at}.duplicate_of", LONGEST_NAME),
    )
    reader.faults += _domain_faults(facts, criteria, at, known)
    return facts


def _codes(raw: Plain, at: str, reader: Reader) -> tuple[str, ...]:
    items = reader.items(raw, at)
    return tuple(reader.text(item, f"{at}[{index}]", CODE_LENGTH) for index, item in enumerate(items))


def _equipment(raw: Plain, at: str, reader: Reader) -> bool | None:
    return None if raw is None else reader.truth(raw, at)


def _party(raw: Plain, at: str, reader: Reader) -> Party | None:
    if raw is None:
        return None
    written = reader.mapping(raw, at, keys.PARTY)
    if not isinstance(raw, dict):
        return None
    kind = reader.chosen(written.get("kind"), f"{at}.kind", PartyKind)
    name = reader.text(written.get("name"), f"{at}.name", LONGEST_NAME)
    return Party(kind or PartyKind.COMPANY, name)


def _partners(raw: Plain, at: str, reader: Reader) -> tuple[Party, ...]:
    found: list[Party] = []
    for index, item in enumerate(reader.items(raw, at)):
        here = f"{at}[{index}]"
        party = _party(item, here, reader)
        if item is None:
            reader.fault(here, "REQUIRED", msg("Cette ligne est vide : écrivez {{kind, name}}."))
        if party is not None:
            found.append(party)
    return tuple(found)


def _evidence(raw: Plain, at: str, reader: Reader) -> tuple[tuple[Evidence, ...], Sequence[str]]:
    """The evidence that names a document, and the criterion of each: without one it shows nothing."""
    found: list[Evidence] = []
    for name, item in reader.mapping(raw, at).items():
        here = below(at, name)
        criterion = reader.choice(name, here, ScaleCriterion)
        written = reader.mapping(item, here, keys.EVIDENCE)
        document = reader.text(written.get("document"), f"{here}.document", LONGEST_NAME)
        gain = reader.number(written.get("gain"), f"{here}.gain")
        if criterion is not None:
            found.append(Evidence(criterion, document, gain))
    return tuple(found), [shown.criterion for shown in found]


_REASONS_OF_READER = frozenset({"DOCUMENT_MISSING", "TOO_LONG", "CONTROL_CHARACTER", "REQUIRED"})
"""What the reader has said already under the path in the file, and what is no fault in a case: evidence
without a document (it shows nothing), an owner of the asset without a name (its kind names it).
"""
_INDEXED = re.compile(r"\.evidence\[(\d+)\]")


def _domain_faults(facts: ProjectFacts, criteria: Sequence[str], at: str, known: Known) -> list[Fault]:
    """What is wrong with facts that could be read, under the paths of the file. A case may name its double
    in any words, so that is no fault.
    """
    asked = replace(facts, duplicate_of="")
    found = fact_faults(asked, known.directory, known.competences, at)
    return [
        replace(fault, field=_path(fault.field, criteria))
        for fault in found
        if fault.reason not in _REASONS_OF_READER
    ]


def _path(field: str, criteria: Sequence[str]) -> str:
    return _INDEXED.sub(lambda match: f".evidence.{criteria[int(match[1])]}", field)


def _lots(written: Mapping[str, Plain], reader: Reader, known: Known) -> list[Lot]:
    at = f"{keys.PROJECT.place}.lots"
    lots: list[Lot] = []
    for index, item in enumerate(reader.items(written.get("lots"), at)[: MOST_LOTS + 1]):
        here = f"{at}[{index}]"
        own = reader.mapping(item, here, keys.LOT) if isinstance(item, dict) else {"title": item}
        title = reader.text(
            own.get("title"), f"{here}.title" if isinstance(item, dict) else here, LONGEST_NAME
        )
        lots.append(Lot(title, _lot_facts(written, own, here, reader, known)))
    return lots


def _lot_facts(
    written: Mapping[str, Plain], own: Mapping[str, Plain], at: str, reader: Reader, known: Known
) -> ProjectFacts:
    """What the lot says in place of what its programme says; faults of the programme are told once."""
    taken = {key: value for key, value in written.items() if key not in PROGRAMME_ONLY}
    if taken.get("nature") == Nature.PROGRAMME:
        del taken["nature"]
    of_programme = Reader()
    _facts({key: value for key, value in taken.items() if key not in own}, at, of_programme, known)
    here = Reader()
    facts = _facts({**taken, **own}, at, here, known)
    said = {(fault.field, fault.reason) for fault in of_programme.faults}
    reader.faults += [fault for fault in here.faults if (fault.field, fault.reason) not in said]
    return facts


def _check_lots(facts: ProjectFacts, reader: Reader, known: Known) -> None:
    at = f"{keys.PROJECT.place}.lots"
    only_lots = ProjectFacts("", (), lots=facts.lots)
    reader.faults += [
        fault
        for fault in fact_faults(only_lots, known.directory, known.competences, keys.PROJECT.place)
        if fault.field.startswith(at) and fault.reason not in ("TOO_LONG", "CONTROL_CHARACTER")
    ]
