"""The church roof is paid for and labelled: told over gRPC by people with real tokens."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import grpc

from archipel.funding.v1 import checks_pb2, funding_pb2, lines_pb2
from archipel.labels.v1 import applications_pb2 as apps
from archipel.labels.v1 import labels_pb2 as labels
from chassis.wire import date_to_wire
from tests.e2e.cast import (
    ANYBODY,
    CALL,
    CHAIR,
    FUNDING_OFFICER,
    JURORS,
    LOOS,
    MAYOR,
    POLE,
    PROJECT_MANAGER,
    Cast,
    body,
)
from tests.e2e.tales import (
    accepted,
    as_date,
    church_roof,
    day,
    euros,
    heard,
    lines,
    plan_of,
    today,
)


async def test_the_church_roof_is_paid_for_within_the_law(cast: Cast) -> None:
    project = await accepted(cast, church_roof())
    assert project.decision.owner.body == body(LOOS)
    plan = await plan_of(cast, project)
    assert (plan.owner, plan.cost, plan.equipment) == (body(LOOS), euros(100_000), True)

    def written(own: int, fonds: int) -> funding_pb2.SetLinesRequest:
        return funding_pb2.SetLinesRequest(
            name=plan.name, etag=plan.etag, body=body(LOOS), lines=lines(own, 60_000, fonds)
        )

    plan = await cast.ask(MAYOR, "funding", "SetLines", written(15_000, 25_000))
    answers = {check.rule: check for check in plan.checks}
    assert {rule: answers[rule].outcome for rule in ("F1", "F4", "F6")} == {
        "F1": checks_pb2.OUTCOME_FAIL,
        "F4": checks_pb2.OUTCOME_FAIL,
        "F6": checks_pb2.OUTCOME_PASS,
    }
    assert "L1111-10" in answers["F1"].article
    assert "L5216-5" in answers["F4"].article
    assert all(answers[rule].figures and answers[rule].text for rule in ("F1", "F4", "F6"))
    fonds = plan.lines[2]
    assert fonds.largest_allowed == plan.largest_fonds_de_concours == euros(20_000)

    lines_again = written(20_000, 20_000)
    for line, known in zip(lines_again.lines, plan.lines, strict=True):
        line.id = known.id
    plan = await cast.ask(MAYOR, "funding", "SetLines", lines_again)
    assert {check.outcome for check in plan.checks if check.rule in ("F1", "F4", "F6")} == {
        checks_pb2.OUTCOME_PASS
    }

    acts = {"name": plan.name, "line": fonds.id}
    plan = await cast.ask(
        MAYOR,
        "funding",
        "RequestFondsDeConcours",
        funding_pb2.RequestFondsDeConcoursRequest(**acts, etag=plan.etag, body=body(LOOS)),
    )
    grant = funding_pb2.GrantFondsDeConcoursRequest(
        **acts,
        etag=plan.etag,
        body=body(CALL),
        funder_deliberation=lines_pb2.Deliberation(date=day(-2), reference="CC-118"),
    )
    refused = await cast.refused(FUNDING_OFFICER, "funding", "GrantFondsDeConcours", grant)
    assert any(field.startswith("owner_deliberation") for field in refused.fields)
    grant.owner_deliberation.CopyFrom(lines_pb2.Deliberation(date=day(-5), reference="CM-64"))
    grant.request_id = ""
    plan = await cast.ask(FUNDING_OFFICER, "funding", "GrantFondsDeConcours", grant)
    assert plan.lines[2].state == lines_pb2.LINE_STATE_GRANTED
    assert plan.lines[2].grant.funder_deliberation.reference == "CC-118"
    assert plan.lines[2].grant.owner_deliberation.reference == "CM-64"

    advance = funding_pb2.RecordPaymentRequest(
        **acts,
        etag=plan.etag,
        body=body(CALL),
        kind=lines_pb2.PAYMENT_KIND_ADVANCE,
        amount=euros(6_000),
        date=day(),
    )
    refused = await cast.refused(FUNDING_OFFICER, "funding", "RecordPayment", advance)
    assert refused.code == grpc.StatusCode.PERMISSION_DENIED, "who granted does not pay"
    advance.request_id = ""
    plan = await cast.ask(PROJECT_MANAGER, "funding", "RecordPayment", advance)
    assert plan.lines[2].paid == euros(6_000)
    public = await cast.ask(ANYBODY, "funding", "GetPlan", funding_pb2.GetPlanRequest(name=plan.name))
    assert public.public


async def marked(cast: Cast, juror: str, application: apps.Application) -> apps.Application:
    """A juror states to have no conflict of interest, and marks every criterion with a reason."""
    statement = labels.DeclareInterestsRequest(name=application.name, etag=application.etag)
    application = await cast.ask(juror, "labels", "DeclareInterests", statement)
    sheet = labels.MarkCriteriaRequest(
        name=application.name,
        etag=application.etag,
        marks=[
            apps.Mark(criterion=criterion, value=3, reason="Le dossier le montre, pièces à l’appui.")
            for criterion in application.applicable_criteria
        ],
    )
    made: apps.Application = await cast.ask(juror, "labels", "MarkCriteria", sheet)
    return made


async def test_the_church_roof_wins_the_label_of_the_pole(cast: Cast) -> None:
    project = await accepted(cast, church_roof())
    campaign = await cast.ask(
        CHAIR,
        "labels",
        "OpenCampaign",
        labels.OpenCampaignRequest(
            campaign=labels.Campaign(
                title="Appel des églises solaires",
                framework="frameworks/euralens@2026",
                body=body(POLE),
                opens=day(),
                closes=day(60),
            )
        ),
    )
    application = await heard(
        cast,
        MAYOR,
        "labels",
        "Apply",
        labels.ApplyRequest(
            campaign=campaign.name,
            project=project.name,
            body=body(LOOS),
            statement="Une église qui éclaire l’école : d’autres peuvent faire pareil.",
        ),
    )
    for juror in JURORS:
        application = await marked(cast, juror, application)
    assert (application.state, application.jurors_marked) == (apps.APPLICATION_STATE_IN_INSTRUCTION, 2)
    seen = await cast.ask(
        MAYOR, "labels", "GetApplication", labels.GetApplicationRequest(name=application.name)
    )
    assert not seen.sheets, "marks stay with the jury until the decision"

    for committee in ("technical", "quality"):
        opinion = apps.Opinion(committee=committee, advice=apps.ADVICE_FAVOURABLE, text="Solide.")
        application = await cast.ask(
            CHAIR,
            "labels",
            "GiveOpinion",
            labels.GiveOpinionRequest(name=application.name, etag=application.etag, opinion=opinion),
        )
    application = await cast.ask(
        CHAIR,
        "labels",
        "Decide",
        labels.DecideRequest(
            name=application.name,
            etag=application.etag,
            outcome=apps.OUTCOME_AWARDED,
            stage="labelled",
            votes=[
                apps.BodyVotes(body=body(POLE), in_favour=6),
                apps.BodyVotes(body=body(CALL), in_favour=4),
            ],
        ),
    )
    assert application.state == apps.APPLICATION_STATE_AWARDED
    award = application.award
    assert award.valid_from == date_to_wire(today())
    three_years = today().replace(year=today().year + 3) - timedelta(days=1)
    assert abs(as_date(award.valid_to) - three_years) <= timedelta(days=1)
    assert Decimal(application.score.value) == 75
    public = await cast.ask(
        ANYBODY, "labels", "GetApplication", labels.GetApplicationRequest(name=application.name)
    )
    assert {sheet.juror for sheet in public.sheets} == {sheet.juror for sheet in application.sheets}
    assert all(mark.reason for sheet in public.sheets for mark in sheet.marks)
