"""Lays the charters of lower layers over the upper one. A lower layer loosens what it is let, or adds; it
never overrides what an upper one fixes: a conflict is refused with both rules named.

A commune's choice is held against the pact of its agglomeration and against the pole's charter: what the pole
fixes, no pact can let go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from chassis.domain import Fault, Text, msg, raise_faults
from services.projects.domain.subsidiarity.charter import Charter, OwnRule
from services.projects.domain.subsidiarity.parameters import KINDS, Latitude


def check_layers(upper: Charter, lower: Charter) -> list[Fault]:
    """Every conflict of a lower layer with one upper one, under its path in the lower one."""
    faults: list[Fault] = []
    if lower.layer.depth <= upper.layer.depth:
        text = msg(
            "La charte {lower} est de la strate « {layer} » : elle ne se pose pas sous {upper}.",
            lower=_name(lower),
            layer=lower.layer,
            upper=_name(upper),
        )
        faults.append(Fault("layer", "LAYER_NOT_LOWER", text))
    faults += [fault for name in sorted(lower.changed) for fault in _of_parameter(upper, lower, name)]
    above = {rule.id: rule for rule in upper.own_rules}
    for rule in lower.own_rules:
        if rule.id in above or rule.id in upper.rules:
            faults.append(Fault(f"rules.{rule.id}", "RULE_OF_AN_UPPER_LAYER", _taken(upper, lower, rule)))
    return faults


def laid_over(upper: Charter, lowers: Iterable[Charter]) -> Charter:
    """The upper charter with those below it, nearest to the upper one first. Raise InvalidInput with every
    conflict.
    """
    charter, above = upper, [upper]
    for lower in sorted(lowers, key=lambda each: (each.layer.depth, each.body)):
        raise_faults([fault for each in above for fault in check_layers(each, lower)])
        above.append(lower)
        charter = replace(
            charter,
            version=f"{charter.version}+{lower.id}-{lower.version}",
            layer=lower.layer,
            parameters=replace(
                charter.parameters, **{name: getattr(lower.parameters, name) for name in lower.changed}
            ),
            origins={**charter.origins, **lower.origins},
            own_rules=(*charter.own_rules, *lower.own_rules),
        )
    return charter


def _of_parameter(upper: Charter, lower: Charter, name: str) -> list[Fault]:
    if name not in upper.origins:
        return []  # A pact that says nothing of it.
    fixed, wanted = getattr(upper.parameters, name), getattr(lower.parameters, name)
    origin, rule = upper.origins[name], KINDS[name].rule
    path = f"parameters.{name}.value"
    if fixed == wanted:
        return []
    if origin.latitude is None or isinstance(fixed, tuple):
        text = msg(
            "La règle {rule} de {upper} fixe « {title} » à {fixed} ({source}) ; la règle {rule} de {lower} "
            "veut {wanted} : la strate supérieure ne laisse rien à régler.",
            rule=rule,
            upper=_name(upper),
            title=origin.title or name,
            fixed=_shown(fixed),
            source=origin.source,
            lower=_name(lower),
            wanted=_shown(wanted),
        )
        return [Fault(path, "FIXED_BY_AN_UPPER_LAYER", text)]
    if origin.latitude.allows(Decimal(fixed), Decimal(wanted)):
        return []
    text = msg(
        "La règle {rule} de {upper} fixe « {title} » à {fixed} et permet {latitude} ; "
        "la règle {rule} de {lower} veut {wanted}.",
        rule=rule,
        upper=_name(upper),
        title=origin.title or name,
        fixed=_shown(fixed),
        latitude=_latitude(origin.latitude),
        lower=_name(lower),
        wanted=_shown(wanted),
    )
    return [Fault(path, "BEYOND_THE_LATITUDE", text)]


def _latitude(latitude: Latitude) -> Text:
    raises = latitude.may == "raise"
    if latitude.limit is None:
        return msg("de l’augmenter") if raises else msg("de l’abaisser")
    if raises:
        return msg("de l’augmenter jusqu’à {limit}", limit=latitude.limit)
    return msg("de l’abaisser jusqu’à {limit}", limit=latitude.limit)


def _taken(upper: Charter, lower: Charter, rule: OwnRule) -> Text:
    own = next((each for each in upper.own_rules if each.id == rule.id), None)
    title = own.title if own else upper.rules[rule.id].title
    return msg(
        "La règle {id} « {theirs} » est fixée par {upper} ; {lower} ne peut pas la réécrire (« {ours} ») : "
        "donnez à la vôtre un autre nom.",
        id=rule.id,
        theirs=title,
        upper=_name(upper),
        lower=_name(lower),
        ours=rule.title,
    )


def _name(charter: Charter) -> str:
    return f"« {charter.title} » (version {charter.version})"


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
