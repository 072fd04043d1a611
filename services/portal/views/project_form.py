"""The project form: what was typed → the project on the wire, and back. Field names are the wire's paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archipel.projects.v1.project_facts_pb2 import (
    Evidence,
    Initiator,
    Nature,
    Party,
    PartyKind,
    PersonDays,
    ProjectFacts,
    ScaleCriterion,
    Skill,
)
from archipel.projects.v1.projects_pb2 import Answer, Project
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import decimal_or_none, msg
from services.portal.clients.reference import Competence
from services.portal.storage.directory import Directory
from services.portal.views.forms import Form, decimal_typed, iso, plain_amount
from services.portal.views.territory_words import find_body, find_competence, shown_body, shown_competence

HUNDRED = 100


@dataclass(frozen=True)
class Reference:
    """What the form's words are looked up in."""

    directory: Directory
    competences: Mapping[str, Competence]


def project_from_form(form: Form, lead: str, reference: Reference) -> Project:
    """The project that was typed, its faults noted in the form."""
    project = Project(
        lead=f"territories/{lead}",
        title=form.needed("title", msg("Donnez un titre au projet.")),
        summary=form.text("summary"),
        facts=_facts(form, lead, reference),
        restricted=bool(form.text("restricted")),
    )
    for code in _communes(form, "participants", reference.directory):
        if code != lead:
            project.participants.add(body=f"territories/{code}", answer=Answer.ANSWER_AWAITED)
    start = form.date("planned_start")
    if start:
        project.planned_start.CopyFrom(start)
    return project


def _facts(form: Form, lead: str, reference: Reference) -> ProjectFacts:
    works = _communes(form, "facts.works_area", reference.directory)
    facts = ProjectFacts(
        competence=_competence(form, reference.competences),
        nature=Nature.ValueType(form.option("facts.nature", Nature.values())),
        works_area=[f"territories/{code}" for code in works],
        impact_area=[
            f"territories/{code}" for code in _communes(form, "facts.impact_area", reference.directory)
        ],
        initiator=Initiator.ValueType(form.option("facts.initiator", Initiator.values())),
        experiment=bool(form.text("facts.experiment")),
        programme=bool(form.text("facts.programme")),
        two_sided_charter=bool(form.text("facts.two_sided_charter")),
        partners=_partners(form),
        needs_involvement=bool(form.text("facts.needs_involvement")),
        person_days=_person_days(form),
        label=form.text("facts.label"),
        communes_with_same_need=_count(form, "facts.communes_with_same_need"),
        evidence=_evidence(form),
        duplicate_of=_duplicate(form),
        lots=[line.strip() for line in form.text("facts.lots").splitlines() if line.strip()],
    )
    cost = form.money("facts.cost")
    if cost:
        facts.cost.CopyFrom(cost)
    owner = _party(form, "facts.asset_owner.kind", form.text("facts.asset_owner.title"), 0)
    if owner:
        facts.asset_owner.CopyFrom(owner)
    if form.text("facts.equipment") in ("yes", "no"):
        facts.equipment = form.text("facts.equipment") == "yes"
    if not works and not form.faults and _is_commune(reference.directory, lead):
        facts.works_area.append(f"territories/{lead}")
    if form.text("facts.origin"):
        facts.origin = "".join(
            f"territories/{code}" for code in _communes(form, "facts.origin", reference.directory)[:1]
        )
    return facts


def _is_commune(directory: Directory, code: str) -> bool:
    body = directory.get(code)
    return body is not None and body.level == Level.LEVEL_COMMUNE


def _competence(form: Form, entries: Mapping[str, Competence]) -> str:
    typed = form.text("facts.competence")
    if not typed:
        form.wrong("facts.competence", msg("Dites de quoi il s’agit : choisissez une compétence."))
        return ""
    found = find_competence(entries, typed)
    if found is None:
        form.wrong(
            "facts.competence",
            msg(
                "« {typed} » ne désigne pas une seule compétence. Choisissez-en une dans la liste.",
                typed=typed,
            ),
        )
        return ""
    form.put("facts.competence", shown_competence(found))
    return found.code


def _communes(form: Form, name: str, directory: Directory) -> list[str]:
    """Codes of the communes typed; an agglomeration stands for all its communes."""
    found: list[str] = []
    for typed in form.all(name):
        body = find_body(directory, typed)
        if body is None:
            form.wrong(
                name,
                msg(
                    "Aucune commune du territoire ne s’appelle « {typed} ». Choisissez dans la liste.",
                    typed=typed,
                ),
            )
        elif body.level == Level.LEVEL_COMMUNE:
            found.append(body.code)
        else:
            found += [code for code in sorted(directory.scope(body.code)) if _is_commune(directory, code)]
    return list(dict.fromkeys(found))


def _party(form: Form, field: str, title: str, row: int) -> Party | None:
    kinds = form.column(field)
    typed = kinds[row] if row < len(kinds) else ""
    kind = int(typed) if typed.isdecimal() and int(typed) in PartyKind.values() else 0
    if not kind and not title:
        return None
    if not kind:
        form.wrong(field, msg("Dites de quelle sorte est « {title} ».", title=title))
    return Party(kind=PartyKind.ValueType(kind), title=title)


def _partners(form: Form) -> list[Party]:
    titles = form.column("facts.partners.title")
    kinds = form.column("facts.partners.kind")
    rows = range(max(len(titles), len(kinds)))
    found = [
        _party(form, "facts.partners.kind", titles[row] if row < len(titles) else "", row) for row in rows
    ]
    return [party for party in found if party]


def _person_days(form: Form) -> list[PersonDays]:
    found = []
    for skill in Skill.values():
        days = form.days(f"days.{skill}") if skill else ""
        if days and decimal_or_none(days):
            found.append(PersonDays(skill=Skill.ValueType(skill), days=days))
    return found


def _evidence(form: Form) -> list[Evidence]:
    found = []
    for criterion in ScaleCriterion.values():
        document = form.text(f"evidence.{criterion}") if criterion else ""
        if not document:
            continue
        evidence = Evidence(criterion=ScaleCriterion.ValueType(criterion), document=document)
        if criterion == ScaleCriterion.SCALE_CRITERION_MUTUALISATION_GAIN:
            evidence.gain = _gain(form)
        found.append(evidence)
    return found


def _gain(form: Form) -> str:
    """Typed in percent, sent as a share."""
    typed = form.text("evidence.gain").removesuffix("%")
    gain = decimal_typed(typed)
    if gain is None or not 0 <= gain <= HUNDRED:
        form.wrong("evidence.gain", msg("Indiquez le gain en pourcentage, de 0 à 100."))
        return ""
    return format(gain / HUNDRED, "f")


def _count(form: Form, name: str) -> int:
    typed = form.text(name)
    if typed and not (typed.isdecimal() and int(typed) <= 40_000):  # noqa: PLR2004 -- France has fewer communes
        form.wrong(name, msg("Indiquez un nombre de communes."))
        return 0
    return int(typed or 0)


def _duplicate(form: Form) -> str:
    """An address of a project page, or its bare id."""
    typed = form.text("facts.duplicate_of").rstrip("/")
    return f"projects/{typed.rpartition('/')[2]}" if typed else ""


def form_from_project(project: Project, reference: Reference) -> Form:
    """The form of a draft, as it stands."""
    facts = project.facts
    form = Form()
    form.put("title", project.title)
    form.put("summary", project.summary)
    entry = reference.competences.get(facts.competence)
    form.put("facts.competence", shown_competence(entry) if entry else facts.competence)
    form.put("facts.nature", str(facts.nature or ""))
    form.put("facts.cost", plain_amount(facts.cost))
    for name, codes in (
        ("facts.works_area", facts.works_area),
        ("facts.impact_area", facts.impact_area),
        ("facts.origin", [facts.origin] if facts.origin else []),
        ("participants", [participant.body for participant in project.participants]),
    ):
        form.put(name, *(_shown(reference.directory, code) for code in codes))
    form.put("planned_start", iso(project.planned_start))
    form.put("facts.initiator", str(facts.initiator or ""))
    form.put("facts.label", facts.label)
    form.put("facts.communes_with_same_need", str(facts.communes_with_same_need or ""))
    form.put("facts.duplicate_of", facts.duplicate_of)
    form.put("facts.lots", "\n".join(facts.lots))
    _put_ticks(form, project)
    _put_rows(form, facts)
    return form


def _put_ticks(form: Form, project: Project) -> None:
    facts = project.facts
    for name, held in (
        ("facts.experiment", facts.experiment),
        ("facts.programme", facts.programme),
        ("facts.two_sided_charter", facts.two_sided_charter),
        ("facts.needs_involvement", facts.needs_involvement),
        ("restricted", project.restricted),
    ):
        form.put(name, "1" if held else "")
    if facts.HasField("equipment"):
        form.put("facts.equipment", "yes" if facts.equipment else "no")


def _put_rows(form: Form, facts: ProjectFacts) -> None:
    if facts.HasField("asset_owner"):
        form.put("facts.asset_owner.kind", str(facts.asset_owner.kind))
        form.put("facts.asset_owner.title", facts.asset_owner.title)
    form.put("facts.partners.kind", *(str(partner.kind) for partner in facts.partners))
    form.put("facts.partners.title", *(partner.title for partner in facts.partners))
    for need in facts.person_days:
        form.put(f"days.{need.skill}", need.days.replace(".", ","))
    for evidence in facts.evidence:
        form.put(f"evidence.{evidence.criterion}", evidence.document)
        gain = decimal_or_none(evidence.gain)
        if gain is not None:
            form.put("evidence.gain", format((gain * HUNDRED).normalize(), "f").replace(".", ","))


def _shown(directory: Directory, code: str) -> str:
    body = directory.get(code)
    return shown_body(body) if body else code.rpartition("/")[2]
