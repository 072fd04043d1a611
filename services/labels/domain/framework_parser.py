"""Turns the data of a framework file into a Framework, or says everything that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from chassis.domain import Fault, msg, raise_faults
from services.labels.domain.data_reader import DataReader
from services.labels.domain.framework import (
    FACT_VALUES,
    Committee,
    Condition,
    Criterion,
    Family,
    Framework,
    FrameworkRef,
    MandatoryCriterion,
    Stage,
)

HUNDRED = Decimal(100)
MOST_MEMBERS = 500
MOST_YEARS = 20


def parse_framework(data: object) -> Framework:
    """Raise InvalidInput with every fault; a field is a path such as families[0].criteria[2].weight."""
    faults: list[Fault] = []
    reader = DataReader(data, "", faults)
    framework = Framework(
        ref=FrameworkRef(reader.identifier("id"), reader.identifier("version")),
        title=reader.text("title"),
        source=reader.text("source"),
        to_be_confirmed=reader.flag("to_be_confirmed", default=True),
        awarded_by=reader.bodies("awarded_by"),
        scale_max=reader.integer("scale_max", 1, 100),
        families=tuple(_family(child) for child in reader.children("families")),
        committees=tuple(_committee(child) for child in reader.children("committees")),
        stages=tuple(_stage(child) for child in reader.children("stages")),
        minimum_jurors=reader.integer("minimum_jurors", 1, MOST_MEMBERS),
        validity_years=reader.integer("validity_years", 1, MOST_YEARS),
    )
    reader.close()
    _check_lists(framework, reader)
    _check_criteria(framework, reader)
    _check_committees(framework, reader)
    _check_stages(framework, reader)
    raise_faults(faults)
    return framework


def _family(reader: DataReader) -> Family:
    family = Family(
        id=reader.identifier("id"),
        title=reader.text("title"),
        criteria=tuple(_criterion(child) for child in reader.children("criteria")),
    )
    if not family.criteria:
        reader.fault("criteria", "EMPTY", msg("Une famille a au moins un critère."))
    reader.close()
    return family


def _criterion(reader: DataReader) -> Criterion:
    criterion = Criterion(
        id=reader.identifier("id"),
        title=reader.text("title"),
        question=reader.text("question"),
        weight=reader.decimal("weight", Decimal("0.01"), HUNDRED),
        evidence=reader.texts("evidence"),
        applicable_if=tuple(
            Condition(fact, frozenset(values)) for fact, values in reader.lists("applicable_if")
        ),
    )
    for condition in criterion.applicable_if:
        _check_condition(condition, reader)
    reader.close()
    return criterion


def _check_condition(condition: Condition, reader: DataReader) -> None:
    path = f"applicable_if.{condition.fact}"
    allowed = FACT_VALUES.get(condition.fact)
    if allowed is None:
        known = ", ".join(sorted(FACT_VALUES))
        reader.fault(
            path, "UNKNOWN_FACT", msg("Ce fait n’est pas connu ; choisissez parmi : {known}.", known=known)
        )
    elif not condition.values or not condition.values <= allowed:
        known = ", ".join(sorted(allowed))
        reader.fault(
            path, "UNKNOWN_VALUE", msg("Il faut une ou plusieurs valeurs parmi : {known}.", known=known)
        )


def _committee(reader: DataReader) -> Committee:
    committee = Committee(
        id=reader.identifier("id"),
        title=reader.text("title"),
        task=reader.text("task"),
        quorum=reader.integer("quorum", 0, MOST_MEMBERS, default=0),
        members=reader.bodies("members"),
        opinion_required=reader.flag("opinion_required", default=False),
    )
    reader.close()
    return committee


def _stage(reader: DataReader) -> Stage:
    stage = Stage(
        id=reader.identifier("id"),
        title=reader.text("title"),
        threshold=reader.decimal("threshold", Decimal(0), HUNDRED),
        mandatory=tuple(_mandatory(child) for child in reader.children("mandatory")),
    )
    reader.close()
    return stage


def _mandatory(reader: DataReader) -> MandatoryCriterion:
    mandatory = MandatoryCriterion(
        reader.identifier("criterion"), reader.decimal("minimum", Decimal(0), HUNDRED)
    )
    reader.close()
    return mandatory


def _check_lists(framework: Framework, reader: DataReader) -> None:
    for key in ("awarded_by", "families", "committees", "stages"):
        if not getattr(framework, key):
            reader.fault(key, "EMPTY", msg("Il faut au moins un élément ici."))
    _check_unique("families", (family.id for family in framework.families), reader)
    _check_unique("committees", (committee.id for committee in framework.committees), reader)
    _check_unique("stages", (stage.id for stage in framework.stages), reader)


def _check_unique(key: str, ids: Iterable[str], reader: DataReader) -> None:
    for name, count in Counter(ids).items():
        if count > 1 and name:
            reader.fault(key, "DUPLICATE", msg("« {name} » y est deux fois.", name=name))


def _check_criteria(framework: Framework, reader: DataReader) -> None:
    criteria = list(framework.criteria())
    if not criteria:
        return
    _check_unique("families", (criterion.id for criterion in criteria), reader)
    total = sum(criterion.weight for criterion in criteria)
    if total != HUNDRED:
        wrong = msg("Les poids des critères font {total} points au lieu de 100.", total=total)
        reader.fault("families", "WEIGHTS_NOT_100", wrong)
    if all(criterion.applicable_if for criterion in criteria):
        wrong = msg("Au moins un critère doit s’appliquer à tous les projets.")
        reader.fault("families", "NOTHING_ALWAYS_APPLIES", wrong)


def _check_committees(framework: Framework, reader: DataReader) -> None:
    if not framework.committees:
        return
    last = f"committees[{len(framework.committees) - 1}]"
    deciding = framework.deciding_committee
    if deciding.quorum == 0:
        reader.fault(f"{last}.quorum", "MISSING", msg("Le dernier comité décide : il lui faut un quorum."))
    if not deciding.members:
        wrong = msg("Le dernier comité décide : dites quelles collectivités y votent.")
        reader.fault(f"{last}.members", "EMPTY", wrong)


def _check_stages(framework: Framework, reader: DataReader) -> None:
    for lower, upper in pairwise(framework.stages):
        if lower.threshold >= upper.threshold:
            wrong = msg("Les niveaux vont du plus bas au plus haut, chaque seuil au-dessus du précédent.")
            reader.fault("stages", "NOT_ASCENDING", wrong)
    known = {criterion.id for criterion in framework.criteria()}
    for index, stage in enumerate(framework.stages):
        for place, mandatory in enumerate(stage.mandatory):
            path = f"stages[{index}].mandatory[{place}]"
            if mandatory.criterion not in known:
                reader.fault(
                    f"{path}.criterion", "UNKNOWN_CRITERION", msg("Ce critère n’est pas dans la grille.")
                )
            if mandatory.minimum > framework.scale_max:
                wrong = msg("Ce minimum dépasse la note la plus haute, {most}.", most=framework.scale_max)
                reader.fault(f"{path}.minimum", "OUT_OF_SCALE", wrong)
