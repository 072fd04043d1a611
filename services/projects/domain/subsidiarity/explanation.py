"""The decision in plain French, for a mayor, in under 200 words."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.decision import Alternative, Due, DueAct, Role
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.subsidiarity.rules.r10_consent import due_of
from services.projects.domain.subsidiarity.sheet import Finding, Sheet
from services.projects.domain.subsidiarity.words import ROLES, clip, day, listed, named, of_body

MOST_WORDS = 199

Sentence = tuple[int, str]
"""How soon it is dropped when words run out (the highest first), and the sentence."""


def explanation(
    sheet: Sheet, findings: Mapping[str, Finding], alternatives: tuple[Alternative, ...] = ()
) -> str:
    """Who owns, why, with whom, on what conditions, what would change it, and that nothing is imposed."""
    sentences = _nobody(sheet) if sheet.owner is None else _owned(sheet, findings)
    if alternatives:
        sentences.insert(-2 if sheet.owner is not None else -1, (2, alternatives[0].text))
    kept: set[int] = set()
    words = 0
    for index in sorted(range(len(sentences)), key=lambda i: (sentences[i][0], i)):
        length = len(sentences[index][1].split())
        if words + length <= MOST_WORDS:
            kept.add(index)
            words += length
    return " ".join(
        sentence
        for index, (_, sentence) in enumerate(sentences)
        if index in kept and sentence and not (sentence.endswith(" :") and index + 1 not in kept)
    )


def _nobody(sheet: Sheet) -> list[Sentence]:
    because = str(sheet.block.because()) if sheet.block is not None else ""
    ways_out = sheet.block.ways_out() if sheet.block is not None else ()
    return [
        (0, str(msg("Personne ne peut porter ce projet tel qu’il est."))),
        (1, because),
        (2, str(msg("Les issues possibles :")) if ways_out else ""),
        *((3, str(way_out)) for way_out in ways_out),
        (1, _reference(sheet)),
    ]


def _owned(sheet: Sheet, findings: Mapping[str, Finding]) -> list[Sentence]:
    name = _owner_name(sheet)
    roles = _roles(sheet)
    return [
        (0, str(msg("Porteur proposé : {owner}.", owner=name))),
        *((1, reason) for reason in _reasons(sheet, findings)),
        (2, str(msg("À ses côtés : {roles}.", roles=roles)) if roles else ""),
        (3, str(msg("À convenir :")) if sheet.conditions else ""),
        *((4, str(condition())) for condition in sheet.conditions),
        (0, _consent(sheet, name)),
        (1, _reference(sheet)),
    ]


def _owner_name(sheet: Sheet) -> str:
    body = sheet.owner_body
    if body is not None:
        return named(body)
    return clip(sheet.owner.title) if sheet.owner is not None else ""


def _reasons(sheet: Sheet, findings: Mapping[str, Finding]) -> list[str]:
    """What decided: the outside owner, or the law and proximity, then each rise."""
    if sheet.owned_outside:
        deciding = ["R2"]
    elif sheet.moved_by:
        deciding = [rule for rule, _, _ in sheet.moved_by]
    else:
        deciding = ["R1", "R3", "R5"]
    fired = [findings[rule] for rule in deciding if rule in findings and findings[rule].fired]
    return [str(finding.because()) for finding in fired]


def _roles(sheet: Sheet) -> str:
    """Who stands beside the owner; communes with the same roles are counted, not listed."""
    by_party: dict[str, list[Role]] = {}
    titles: dict[str, str] = {}
    owner = sheet.owner_body
    for held in sheet.roles:
        if owner is None or held.party != owner.code:
            by_party.setdefault(held.party, []).append(held.role)
            body = sheet.directory.body(held.party)
            titles[held.party] = clip(held.title) if body is None else named(body)
    groups: dict[tuple[Role, ...], list[str]] = {}
    for party, roles in by_party.items():
        groups.setdefault(tuple(sorted(roles, key=list(Role).index)), []).append(party)
    return " ; ".join(
        f"{_together(sheet, parties, titles)} ({', '.join(ROLES[role] for role in roles)})"
        for roles, parties in groups.items()
    )


def _together(sheet: Sheet, parties: list[str], titles: dict[str, str]) -> str:
    bodies = [sheet.directory.body(party) for party in parties]
    if len(parties) > 2 and all(body is not None and body.level is Level.COMMUNE for body in bodies):  # noqa: PLR2004 (two names still read well)
        return str(msg("{count} communes", count=len(parties)))
    return listed(titles[party] for party in parties)


def _consent(sheet: Sheet, owner: str) -> str:
    """Nothing is imposed: who accepts, who is asked, and until when (R10)."""
    asked = [_asked(sheet, due) for due in due_of(sheet)]
    if sheet.owner_body is None:
        accepts = msg("l’accord écrit reste à donner ({owner})", owner=owner)
    else:
        accepts = msg("{owner} accepte par délibération", owner=owner)
    others = list(dict.fromkeys(str(each) for each in asked if each is not None))
    return str(msg("Rien n’est imposé : {who}.", who=" ; ".join([str(accepts), *others])))


def _asked(sheet: Sheet, due: Due) -> Text | None:
    if due.until is None:
        return None
    if due.act is DueAct.CONSENT:
        return msg(
            "chaque collectivité concernée a {days} jours pour accepter ou contester (jusqu’au {until})",
            days=sheet.charter.parameters.consent_days,
            until=day(due.until),
        )
    body = sheet.directory.body(due.party)
    if body is None:
        return None
    return msg(
        "le conseil {of_body} a {months} mois pour donner son avis (jusqu’au {until})",
        of_body=of_body(body),
        months=sheet.charter.parameters.opinion_months,
        until=day(due.until),
    )


def _reference(sheet: Sheet) -> str:
    charter = sheet.charter
    return str(
        msg(
            "Décision du {day}, {title}, version {version}.",
            day=day(sheet.on),
            title=clip(charter.title),
            version=charter.version,
        )
    )
