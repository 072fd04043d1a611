"""Grids on their way to the wire."""

from __future__ import annotations

from archipel.labels.v1 import frameworks_pb2 as pb
from chassis.wire import decimal_to_wire
from services.labels.convert.names import framework_name, territory_name
from services.labels.domain.framework import Committee, Criterion, Family, Framework, Stage


def framework_to_proto(framework: Framework) -> pb.Framework:
    return pb.Framework(
        name=framework_name(framework.ref),
        id=framework.ref.id,
        version=framework.ref.version,
        title=framework.title,
        source=framework.source,
        to_be_confirmed=framework.to_be_confirmed,
        awarded_by=[territory_name(code) for code in framework.awarded_by],
        scale_max=framework.scale_max,
        families=[_family_to_proto(family) for family in framework.families],
        committees=[_committee_to_proto(committee) for committee in framework.committees],
        stages=[_stage_to_proto(stage) for stage in framework.stages],
        minimum_jurors=framework.minimum_jurors,
        validity_years=framework.validity_years,
    )


def _family_to_proto(family: Family) -> pb.Family:
    return pb.Family(
        id=family.id,
        title=family.title,
        criteria=[_criterion_to_proto(criterion) for criterion in family.criteria],
    )


def _criterion_to_proto(criterion: Criterion) -> pb.Criterion:
    return pb.Criterion(
        id=criterion.id,
        title=criterion.title,
        question=criterion.question,
        weight=decimal_to_wire(criterion.weight),
        evidence=criterion.evidence,
        applicable_if=[
            pb.Condition(fact=condition.fact, values=sorted(condition.values))
            for condition in criterion.applicable_if
        ],
    )


def _committee_to_proto(committee: Committee) -> pb.Committee:
    return pb.Committee(
        id=committee.id,
        title=committee.title,
        task=committee.task,
        quorum=committee.quorum,
        members=[territory_name(code) for code in committee.members],
        opinion_required=committee.opinion_required,
    )


def _stage_to_proto(stage: Stage) -> pb.Stage:
    return pb.Stage(
        id=stage.id,
        title=stage.title,
        threshold=decimal_to_wire(stage.threshold),
        mandatory=[
            pb.MandatoryCriterion(criterion=item.criterion, minimum=decimal_to_wire(item.minimum))
            for item in stage.mandatory
        ],
    )
