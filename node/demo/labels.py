"""Chapter four: the pole's yearly call is open, and the green belt has won its label."""

from __future__ import annotations

from datetime import timedelta

from archipel.labels.v1 import applications_pb2 as forms
from archipel.labels.v1 import labels_pb2 as wire
from archipel.labels.v1.labels_pb2_grpc import LabelsServiceStub
from node.demo.stage import Stage, day, territory
from node.personas import CALL, POLE

CHAIR, JURORS = "presidence.pole", ("jury.pole", "jury2.pole")
APPLICANT, APPLICANT_BODY = "maire.lievin", "62510"

REASONS = {
    3: "Le dossier le montre clairement, pièces à l’appui.",
    4: "Exemplaire : d’autres communes peuvent s’en servir tel quel.",
}


async def open_campaign(stage: Stage) -> str:
    """The yearly call of three months, open since yesterday; its name."""
    stub = stage.stub("labels", LabelsServiceStub)
    campaign = wire.Campaign(
        title=f"Appel à labellisation Euralens {stage.day.year}",
        framework="frameworks/euralens@2026",
        body=territory(POLE),
        opens=day(stage.day),
        closes=day(stage.day + timedelta(days=90)),
        quota=10,
    )
    opened = await stage.do(CHAIR, stub.OpenCampaign, wire.OpenCampaignRequest(campaign=campaign))
    return str(opened.name)


async def tell(stage: Stage, project: str) -> None:
    """Open the call, apply, instruct, decide."""
    campaign = await open_campaign(stage)
    stub = stage.stub("labels", LabelsServiceStub)
    request = wire.ApplyRequest(
        campaign=campaign,
        project=project,
        body=territory(APPLICANT_BODY),
        statement="Un chemin continu que quinze rues attendaient, dessiné avec leurs habitants.",
    )
    application = await stage.until(
        lambda: stage.do(APPLICANT, stub.Apply, request), "le projet chez les labels", pause=2.5
    )
    for number, juror in enumerate(JURORS):
        statement = wire.DeclareInterestsRequest(name=application.name, etag=application.etag)
        application = await stage.do(juror, stub.DeclareInterests, statement)
        marks = [mark(criterion, number) for criterion in application.applicable_criteria]
        sheet = wire.MarkCriteriaRequest(name=application.name, etag=application.etag, marks=marks)
        application = await stage.do(juror, stub.MarkCriteria, sheet)
    await decide(stage, application)


def mark(criterion: str, juror: int) -> forms.Mark:
    """Three or four out of four, never the same from both jurors on everything."""
    value = 3 + (len(criterion) + juror) % 2
    return forms.Mark(criterion=criterion, value=value, reason=REASONS[value])


async def decide(stage: Stage, application: forms.Application) -> None:
    stub = stage.stub("labels", LabelsServiceStub)
    for committee, text in (
        ("technical", "Le plan de financement tient et les jours de travail sont trouvés."),
        ("quality", "La méthode est transmissible ; les visites sont prévues."),
    ):
        opinion = forms.Opinion(committee=committee, advice=forms.ADVICE_FAVOURABLE, text=text)
        request = wire.GiveOpinionRequest(name=application.name, etag=application.etag, opinion=opinion)
        application = await stage.do(CHAIR, stub.GiveOpinion, request)
    votes = {POLE: 3, CALL: 3, "246200299": 2, "200072460": 2}
    await stage.do(
        CHAIR,
        stub.Decide,
        wire.DecideRequest(
            name=application.name,
            etag=application.etag,
            outcome=forms.OUTCOME_AWARDED,
            votes=[forms.BodyVotes(body=territory(body), in_favour=n) for body, n in votes.items()],
            stage="labelled",
        ),
    )
