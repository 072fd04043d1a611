"""French wording of bodies, skills, figures and dates, for people who read decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from services.projects.domain.subsidiarity.decision import Role
from services.projects.domain.subsidiarity.facts import Body, Level, Party, PartyKind, ScaleCriterion, Skill

SKILLS: dict[Skill, str] = {
    Skill.ENGINEERING: "ingénierie de projet",
    Skill.FACILITATION: "animation",
    Skill.ENERGY: "énergie",
    Skill.HOUSING: "habitat",
    Skill.FOOD: "alimentation",
    Skill.MOBILITY: "mobilité",
    Skill.FINANCIAL_ENGINEERING: "ingénierie financière",
    Skill.DATA: "données",
}

CRITERIA: dict[ScaleCriterion, str] = {
    ScaleCriterion.CONTINUOUS_NETWORK: "réseau continu",
    ScaleCriterion.STRONG_EXTERNALITY: "effets forts sur les voisins",
    ScaleCriterion.CRITICAL_THRESHOLD: "seuil critique",
    ScaleCriterion.BASIN_MARKET: "marché de bassin",
    ScaleCriterion.MUTUALISATION_GAIN: "gain de mutualisation",
}

ROLES: dict[Role, str] = {
    Role.OWNER: "porteur",
    Role.CO_OWNER: "co-porteur",
    Role.ENGINEERING_SUPPORT: "appui ingénierie",
    Role.FACILITATION_SUPPORT: "appui animation",
    Role.CO_FUNDER: "cofinanceur",
    Role.LABELLER: "labellisateur",
    Role.LEAD_COORDINATOR: "chef de file",
    Role.LOCAL_RELAY: "relais de proximité",
    Role.INFORMED: "informé",
}

PARTIES: dict[PartyKind, str] = {
    PartyKind.LANDLORD: "le bailleur",
    PartyKind.COMPANY: "l’entreprise",
    PartyKind.CITIZENS_COMPANY: "la société citoyenne",
    PartyKind.FARMERS: "les agriculteurs",
    PartyKind.ASSOCIATION: "l’association",
    PartyKind.INHABITANTS: "les habitants",
}

_ELIDED = "AEIOUYHÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ"


def of_place(title: str) -> str:
    """The name of a commune after « la commune »: « d’Annay », « du Transloy », « de Lens »."""
    if title.startswith("Le "):
        return f"du {title[3:]}"
    if title.startswith("Les "):
        return f"des {title[4:]}"
    return f"d’{title}" if title[:1].upper() in _ELIDED else f"de {title}"


def named(body: Body) -> str:
    """A body inside a sentence."""
    if body.level is Level.COMMUNE:
        return f"la commune {of_place(body.title)}"
    if body.level is Level.AGGLOMERATION:
        return f"l’agglomération {body.acronym or clip(body.title)}"
    if body.level is Level.POLE:
        return f"le pôle {body.acronym or clip(body.title)}"
    return f"« {clip(body.title)} »"


def of_body(body: Body) -> str:
    """A body after « de »: « du pôle PMA », « de la commune de Lens »."""
    name = named(body)
    return f"du {name[3:]}" if name.startswith("le ") else f"de {name}"


def to_name(name: str) -> str:
    """A name after « à »: « au pôle PMA », « aux habitants », « à la commune de Lens »."""
    if name.startswith("les "):
        return f"aux {name[4:]}"
    return f"au {name[3:]}" if name.startswith("le ") else f"à {name}"


def party_title(party: Party) -> str:
    """A third party or partner: its own name, else its kind."""
    return party.title or PARTIES[party.kind]


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def clip(text: str, words: int = 12) -> str:
    """At most so many words and 120 characters: what people typed may not drown an explanation."""
    kept = " ".join(text.split()[:words])
    kept = kept if len(kept) <= 120 else kept[:119]  # noqa: PLR2004 (the figure of the docstring)
    return kept if kept == " ".join(text.split()) else f"{kept}…"


def figure(value: Decimal) -> str:
    """A number as French people write it: 1 200 or 12,5."""
    plain = f"{value:,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(",", "\u202f").replace(".", ",")


def euros(value: Decimal) -> str:
    return f"{figure(value)}\u00a0€"


def percent(share: Decimal) -> str:
    return f"{figure(share * 100)}\u00a0%"


def days(value: Decimal) -> str:
    return f"{figure(value)}\u00a0{'jours' if value >= 2 else 'jour'}"  # noqa: PLR2004 (French plural begins at two)


def day(value: date) -> str:
    return value.strftime("%d/%m/%Y")


def listed(items: Iterable[str], most: int = 4) -> str:
    """« a, b et c »; beyond `most`, « a, b, c, d et 3 autres »."""
    names = list(items)
    if len(names) > most:
        rest = len(names) - most
        return f"{', '.join(names[:most])} et {rest} {'autre' if rest == 1 else 'autres'}"
    if len(names) < 2:  # noqa: PLR2004 (one name needs no « et »)
        return "".join(names)
    return f"{', '.join(names[:-1])} et {names[-1]}"
