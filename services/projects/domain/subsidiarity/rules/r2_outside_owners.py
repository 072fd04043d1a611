"""R2: some projects belong to nobody's level: a third party's asset, an initiative of inhabitants."""

from __future__ import annotations

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.decision import Owner, OwnerKind, Role
from services.projects.domain.subsidiarity.facts import Initiator, Party, PartyKind
from services.projects.domain.subsidiarity.sheet import Finding, Sheet
from services.projects.domain.subsidiarity.words import clip, euros, listed, party_title

THE_INHABITANTS = Party(PartyKind.INHABITANTS)


def r2_outside_owners(sheet: Sheet) -> Finding:
    """Runs before R1; where it names an owner, the law on competences has nothing to sort."""
    if sheet.facts.asset_owner is not None:
        return _on_a_third_partys_asset(sheet, sheet.facts.asset_owner)
    if sheet.facts.initiator is Initiator.INHABITANTS:
        return _by_inhabitants(sheet)
    sides = _sides_of_the_charter(sheet)
    if not sides:
        return Finding(
            fired=False,
            because=lambda: msg("Ni bien d’un tiers, ni initiative d’habitants, ni charte signée."),
        )
    return Finding(
        fired=_share_with(sheet, sides),
        because=lambda: msg(
            "La charte à deux signatures laisse le projet à la collectivité ; co-porteurs : {sides}.",
            sides=listed(clip(party_title(side)) for side in sides),
        ),
    )


def _on_a_third_partys_asset(sheet: Sheet, asset_owner: Party) -> Finding:
    title = party_title(asset_owner)
    sides = [side for side in _sides_of_the_charter(sheet) if side != asset_owner]
    if sheet.agreed_owner or not sheet.meets("R2.third_party_owns"):
        return _a_bodys_programme(sheet, title, sides)
    if asset_owner.kind is PartyKind.INHABITANTS:
        sheet.owner = Owner(OwnerKind.INHABITANTS, title="les habitants")
    else:
        sheet.owner = Owner(OwnerKind.THIRD_PARTY, title=title)
    _share_with(sheet, sides)
    return Finding(
        fired=True,
        because=lambda: msg(
            "Le bien appartient à un tiers, {name} : il est maître d’ouvrage chez lui.", name=clip(title)
        ),
    )


def _a_bodys_programme(sheet: Sheet, title: str, sides: list[Party]) -> Finding:
    sheet.conditions.append(
        lambda: msg(
            "La maîtrise d’ouvrage de chaque lot reste au propriétaire du bien : {name}.", name=clip(title)
        )
    )
    return Finding(
        fired=_share_with(sheet, sides),
        because=lambda: msg(
            "Un programme sur le patrimoine d’un tiers revient à une collectivité ; ses lots, au tiers."
        ),
    )


def _by_inhabitants(sheet: Sheet) -> Finding:
    limits = sheet.charter.parameters
    sides = _sides_of_the_charter(sheet)
    by_fund = sheet.meets("R2.inhabitants_own_by_their_fund")
    by_charter = sheet.meets("R2.inhabitants_own_by_charter")
    if (by_fund or by_charter) and not sheet.agreed_owner:
        return _owned_by_inhabitants(sheet, sides, by_fund=by_fund)
    if sheet.facts.two_sided_charter:
        return Finding(
            fired=_share_with(sheet, sides),
            because=lambda: msg(
                "Au-delà de {limit}, la collectivité porte et les habitants sont co-porteurs.",
                limit=euros(limits.two_sided_charter_up_to),
            ),
        )
    return Finding(
        fired=False,
        because=lambda: msg(
            "Initiative d’habitants de plus de {limit} sans charte signée : une collectivité la porte.",
            limit=euros(limits.micro_project_up_to),
        ),
    )


def _owned_by_inhabitants(sheet: Sheet, sides: list[Party], *, by_fund: bool) -> Finding:
    cost, limits = sheet.facts.cost, sheet.charter.parameters
    sheet.owner = Owner(OwnerKind.INHABITANTS, title="les habitants")
    _share_with(sheet, sides)
    if by_fund:
        sheet.give_all(sheet.communes, Role.CO_FUNDER)
        sheet.conditions.append(lambda: msg("Le comité du fonds d’habitants décide de l’aide."))
    if sheet.facts.two_sided_charter:
        sheet.give_all(sheet.communes, Role.CO_OWNER)
    limit = limits.micro_project_up_to if by_fund else limits.two_sided_charter_up_to

    def because() -> Text:
        return msg(
            "Initiative d’habitants de {cost}, jusqu’à {limit} : elle est à eux.",
            cost=euros(cost),
            limit=euros(limit),
        )

    return Finding(fired=True, because=because)


def _sides_of_the_charter(sheet: Sheet) -> list[Party]:
    """Who signs beside the collectivity: the partners named; inhabitants when nobody is, or when the
    initiative is theirs.
    """
    if not sheet.meets("R2.signers_co_own"):
        return []
    sides = list(dict.fromkeys(sheet.facts.partners))
    theirs = sheet.facts.initiator is Initiator.INHABITANTS
    if not sides or (theirs and all(side.kind is not PartyKind.INHABITANTS for side in sides)):
        sides.append(THE_INHABITANTS)
    return sides


def _share_with(sheet: Sheet, sides: list[Party]) -> bool:
    owner = sheet.owner.title if sheet.owner is not None else ""
    inhabitants_own = sheet.owner is not None and sheet.owner.kind is OwnerKind.INHABITANTS
    added = [
        sheet.give_party(side, Role.CO_OWNER)
        for side in sides
        if party_title(side) != owner and not (inhabitants_own and side.kind is PartyKind.INHABITANTS)
    ]
    return any(added)
