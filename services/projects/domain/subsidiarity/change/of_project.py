"""Turns of the project's own facts: declarations, initiative, nature, cost."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from chassis.domain import CENT, Text, msg
from services.projects.domain.subsidiarity.change.thresholds import thresholds
from services.projects.domain.subsidiarity.change.turns import Turn, but, plain, truth, turn_of_project
from services.projects.domain.subsidiarity.facts import Initiator, Nature
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.words import euros

MOST_COST = Decimal("9999999999.99")


def turns_of_project(sheet: Sheet) -> Iterator[Turn]:
    """The nearest first."""
    yield from _declarations(sheet)
    yield from _asset(sheet)
    yield from _costs(sheet)
    yield from _initiative(sheet)
    yield from _nature(sheet)


def _declarations(sheet: Sheet) -> Iterator[Turn]:
    asks_about = sheet.charter.conditions.asks_about
    experiment, signed = sheet.facts.experiment, sheet.facts.two_sided_charter
    if asks_about("project.experiment"):
        yield turn_of_project(
            "experiment",
            truth(experiment),
            truth(not experiment),
            lambda: (
                msg("si le projet n’est plus une expérimentation")
                if experiment
                else msg("si le projet est une expérimentation déclarée")
            ),
            lambda facts: but(facts, experiment=not experiment),
        )
    if asks_about("project.two_sided_charter"):
        yield turn_of_project(
            "two_sided_charter",
            truth(signed),
            truth(not signed),
            lambda: (
                msg("si aucune charte n’est signée à deux")
                if signed
                else msg("si une charte est signée à deux")
            ),
            lambda facts: but(facts, two_sided_charter=not signed),
        )
    if sheet.facts.duplicate_of:
        yield turn_of_project(
            "duplicate_of",
            sheet.facts.duplicate_of,
            "",
            lambda: msg("si aucun projet ouvert ne dit déjà la même chose"),
            lambda facts: but(facts, duplicate_of=""),
        )


def _asset(sheet: Sheet) -> Iterator[Turn]:
    """What a third party owns: a programme over it, or no such asset."""
    if sheet.facts.asset_owner is None:
        return
    programme = sheet.facts.programme
    yield turn_of_project(
        "programme",
        truth(programme),
        truth(not programme),
        lambda: (
            msg("si ce n’est pas un programme") if programme else msg("si c’est un programme, avec des lots")
        ),
        lambda facts: but(facts, programme=not programme),
    )
    yield turn_of_project(
        "asset_owner",
        sheet.facts.asset_owner.kind.value,
        "",
        lambda: msg("si le bien n’appartient pas à un tiers"),
        lambda facts: but(facts, asset_owner=None),
    )


_BY: dict[Initiator, Text] = {
    Initiator.COMMUNE: msg("si l’initiative est celle de la commune"),
    Initiator.INHABITANTS: msg("si l’initiative est celle d’habitants"),
    Initiator.AGGLOMERATION: msg("si l’initiative est celle de l’agglomération"),
    Initiator.POLE: msg("si l’initiative est celle du pôle"),
}


def _initiative(sheet: Sheet) -> Iterator[Turn]:
    """Of a commune or of inhabitants; of others, where a condition names them."""
    now = sheet.facts.initiator
    named = "".join(sheet.charter.conditions.of_ownership("project.initiator"))
    for to in Initiator:
        usual = to in (Initiator.COMMUNE, Initiator.INHABITANTS)
        if to is not now and (usual or f'"{to.value}"' in named or f"'{to.value}'" in named):
            yield _initiator(now, to)


def _initiator(now: Initiator | None, to: Initiator) -> Turn:
    return turn_of_project(
        "initiator",
        now.value if now else "",
        to.value,
        lambda: _BY[to],
        lambda facts: but(facts, initiator=to),
    )


def _nature(sheet: Sheet) -> Iterator[Turn]:
    """A micro-project asks nobody for days; a shared service is open to every commune (L5211-4-2)."""
    now = sheet.facts.nature
    if now in (Nature.MICRO_PROJECT, Nature.SHARED_SERVICE):
        yield _of_nature(now, Nature.APPROACH)
    elif sheet.charter.conditions.asks_about("project.nature"):
        yield _of_nature(now, Nature.MICRO_PROJECT)
    if sheet.owner is None and now is not Nature.SHARED_SERVICE:
        yield _of_nature(now, Nature.SHARED_SERVICE)


def _of_nature(now: Nature, to: Nature) -> Turn:
    def words() -> Text:
        if to is Nature.MICRO_PROJECT:
            return msg("si c’est un micro-projet")
        if to is Nature.SHARED_SERVICE:
            return msg("si c’est un service commun")
        if now is Nature.SHARED_SERVICE:
            return msg("si ce n’est pas un service commun")
        return msg("si ce n’est pas un micro-projet")

    return turn_of_project("nature", now.value, to.value, words, lambda facts: but(facts, nature=to))


def _costs(sheet: Sheet) -> Iterator[Turn]:
    """Every amount at which a condition may turn, nearest to the cost first."""
    cost = sheet.facts.cost
    amounts = ("micro_project_up_to", "two_sided_charter_up_to", "informed_above")
    near = thresholds(sheet, "project.cost", amounts, CENT, beyond=cost)
    for amount in sorted(near - {cost}, key=lambda each: (abs(each - cost), each)):
        if 0 <= amount <= MOST_COST:
            yield _cost(cost, amount)


def _cost(cost: Decimal, amount: Decimal) -> Turn:
    return turn_of_project(
        "cost",
        plain(cost),
        plain(amount),
        lambda: msg("si le coût est de {amount}", amount=euros(amount)),
        lambda facts: but(facts, cost=amount),
    )
