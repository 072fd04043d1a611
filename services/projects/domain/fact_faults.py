"""Everything that can be wrong with the facts of a project (DOMAIN §3.1), a draft or a mere question."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from chassis.domain import CENT, Fault, Text, msg
from services.projects.domain.subsidiarity.facts import Directory, Evidence, Level, Party, ProjectFacts
from services.projects.domain.writing import text_faults

COST_LIMIT = Decimal(10_000_000_000)
"""Euros. A project at or beyond it is a slip of the pen."""
LARGEST_AREA = 1_000
MOST_DAYS = Decimal(100_000)
"""Person-days of one skill: four hundred people for a year."""
MOST_ENTRIES = 50
MOST_LOTS = 200
MOST_COMMUNES = 34_969
"""Communes of the whole of France."""
LONGEST_NAME = 200
LONGEST_LABEL = 64
GAIN_DECIMALS = 4


def fact_faults(
    facts: ProjectFacts, directory: Directory, competences: frozenset[str], at: str
) -> list[Fault]:
    """All faults, each under its path below `at`; unknown codes are judged by directory and vocabulary."""
    return [
        *_competence_faults(facts.competence, competences, f"{at}.competence"),
        *_area_faults(facts.works_area, directory, f"{at}.works_area"),
        *_area_faults(facts.impact_area, directory, f"{at}.impact_area"),
        *_cost_faults(facts.cost, f"{at}.cost"),
        *_party_faults(facts, at),
        *_origin_faults(facts.origin, directory, f"{at}.origin"),
        *_day_faults(facts, f"{at}.person_days"),
        *text_faults(f"{at}.label", facts.label, LONGEST_LABEL),
        *_same_need_faults(facts.communes_with_same_need, f"{at}.communes_with_same_need"),
        *_evidence_list_faults(facts.evidence, f"{at}.evidence"),
        *_duplicate_of_faults(facts.duplicate_of, f"{at}.duplicate_of"),
        *_lot_faults(facts.lots, f"{at}.lots"),
    ]


def duplicate_faults(at: str, entries: Sequence[str]) -> list[Fault]:
    """One fault for each entry that repeats an earlier one."""
    return [
        Fault(
            f"{at}[{index}]",
            "DUPLICATE_ENTRY",
            msg("« {entry} » figure deux fois : gardez-en une.", entry=entry[:80]),
        )
        for index, entry in enumerate(entries)
        if entry in entries[:index]
    ]


def _too_many(at: str, count: int, most: int) -> list[Fault]:
    if count <= most:
        return []
    return [
        Fault(at, "TOO_MANY", msg("{count} lignes, c’est trop : {most} au plus.", count=count, most=most))
    ]


def _competence_faults(code: str, competences: frozenset[str], at: str) -> list[Fault]:
    if not code or code in competences:
        return []
    text = msg("La compétence « {code} » n’existe pas : choisissez-la dans la liste.", code=code[:40])
    return [Fault(at, "UNKNOWN_COMPETENCE", text)]


def _area_faults(area: Sequence[str], directory: Directory, at: str) -> list[Fault]:
    if len(area) > LARGEST_AREA:
        return _too_many(at, len(area), LARGEST_AREA)
    return [
        *(
            Fault(f"{at}[{index}]", "UNKNOWN_COMMUNE", _unknown_commune(code))
            for index, code in enumerate(area)
            if not _is_commune(code, directory)
        ),
        *duplicate_faults(at, area),
    ]


def _is_commune(code: str, directory: Directory) -> bool:
    body = directory.body(code)
    return body is not None and body.level is Level.COMMUNE


def _unknown_commune(code: str) -> Text:
    return msg(
        "« {code} » n’est pas une commune du territoire : choisissez-la dans la liste.", code=code[:40]
    )


def _origin_faults(origin: str, directory: Directory, at: str) -> list[Fault]:
    if not origin or _is_commune(origin, directory):
        return []
    return [Fault(at, "UNKNOWN_COMMUNE", _unknown_commune(origin))]


def _cost_faults(cost: Decimal, at: str) -> list[Fault]:
    if cost < 0:
        return [
            Fault(at, "NEGATIVE", msg("Le coût ne peut pas être négatif. Laissez vide s’il est inconnu."))
        ]
    if cost >= COST_LIMIT:
        text = msg("Le coût dépasse dix milliards d’euros : vérifiez les zéros et l’unité (des euros).")
        return [Fault(at, "TOO_LARGE", text)]
    if cost % CENT:
        return [Fault(at, "TOO_PRECISE", msg("Le coût a plus de deux décimales : arrondissez au centime."))]
    return []


def _party_faults(facts: ProjectFacts, at: str) -> list[Fault]:
    owner: list[Fault] = []
    if facts.asset_owner is not None:
        owner = _named_faults(facts.asset_owner, f"{at}.asset_owner")
    if len(facts.partners) > MOST_ENTRIES:
        return owner + _too_many(f"{at}.partners", len(facts.partners), MOST_ENTRIES)
    partners = [
        fault
        for index, party in enumerate(facts.partners)
        for fault in text_faults(f"{at}.partners[{index}].title", party.title, LONGEST_NAME)
    ]
    return owner + partners + _repeated(facts.partners, f"{at}.partners")


def _named_faults(party: Party, at: str) -> list[Fault]:
    return text_faults(f"{at}.title", party.title, LONGEST_NAME, required=True)


def _repeated(entries: Sequence[object], at: str) -> list[Fault]:
    return [
        Fault(f"{at}[{index}]", "DUPLICATE_ENTRY", msg("Cette ligne figure deux fois : gardez-en une."))
        for index, entry in enumerate(entries)
        if entry in entries[:index]
    ]


def _day_faults(facts: ProjectFacts, at: str) -> list[Fault]:
    faults: list[Fault] = []
    for index, days in enumerate(facts.person_days.values()):
        field = f"{at}[{index}].days"
        if days <= 0:
            faults.append(Fault(field, "NOT_POSITIVE", msg("Indiquez un nombre de jours supérieur à zéro.")))
        elif days > MOST_DAYS:
            text = msg("Ce nombre de jours est invraisemblable : {most} au plus.", most=MOST_DAYS)
            faults.append(Fault(field, "TOO_LARGE", text))
        elif days % CENT:
            text = msg("Un nombre de jours a deux décimales au plus, par exemple 12,5.")
            faults.append(Fault(field, "TOO_PRECISE", text))
    return faults


def _same_need_faults(count: int, at: str) -> list[Fault]:
    if 0 <= count <= MOST_COMMUNES:
        return []
    text = msg("Le nombre de communes ayant le même besoin va de 0 à {most}.", most=MOST_COMMUNES)
    return [Fault(at, "OUT_OF_RANGE", text)]


def _evidence_list_faults(evidence: Sequence[Evidence], at: str) -> list[Fault]:
    if len(evidence) > MOST_ENTRIES:
        return _too_many(at, len(evidence), MOST_ENTRIES)
    single = [fault for i, shown in enumerate(evidence) for fault in _evidence_faults(shown, f"{at}[{i}]")]
    return single + _repeated(evidence, at)


def _evidence_faults(evidence: Evidence, at: str) -> Iterable[Fault]:
    if not evidence.document.strip():
        text = msg("Une preuve sans document ne prouve rien : indiquez la référence de l’étude ou du vote.")
        yield Fault(f"{at}.document", "DOCUMENT_MISSING", text)
    else:
        yield from text_faults(f"{at}.document", evidence.document, LONGEST_NAME)
    if evidence.gain is None:
        return
    if not 0 <= evidence.gain <= 1:
        text = msg("Le gain est une part entre 0 et 1 : écrivez 0,20 pour 20 %.")
        yield Fault(f"{at}.gain", "OUT_OF_RANGE", text)
    elif evidence.gain != round(evidence.gain, GAIN_DECIMALS):
        yield Fault(f"{at}.gain", "TOO_PRECISE", msg("Le gain a quatre décimales au plus."))


def _duplicate_of_faults(project: str, at: str) -> list[Fault]:
    if not project:
        return []
    try:
        UUID(project)
    except ValueError:
        text = msg("Le projet en double s’indique par son identifiant.")
        return [Fault(at, "UNKNOWN_PROJECT", text)]
    return []


def _lot_faults(lots: Sequence[str], at: str) -> list[Fault]:
    if len(lots) > MOST_LOTS:
        return _too_many(at, len(lots), MOST_LOTS)
    single = [
        fault
        for index, lot in enumerate(lots)
        for fault in text_faults(f"{at}[{index}]", lot, LONGEST_NAME, required=True)
    ]
    return single + duplicate_faults(at, lots)
