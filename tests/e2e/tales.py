"""The projects of the story, and the steps that several tests take on the way to their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from google.type.date_pb2 import Date
from google.type.money_pb2 import Money

from archipel.funding.v1 import funding_pb2, lines_pb2
from archipel.projects.v1 import consent_pb2, consent_service_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from chassis.domain import SystemClock, paris_day
from chassis.testing.running import CallRefused
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from tests.e2e.cast import CALL, LOOS, MAYOR, SPEAKS, Cast, body

CASTORS = "Rénovation groupée de la cité des Castors"
CHURCH_ROOF = "Toiture solaire de l’église"


def as_date(found: Date) -> date:
    return date(found.year, found.month, found.day)


def today() -> date:
    return paris_day(SystemClock().now())


def day(later: int = 0) -> Date:
    """The wire's date of today and some days."""
    return date_to_wire(today() + timedelta(days=later))


def euros(units: int) -> Money:
    return Money(currency_code="EUR", units=units)


def castors(*invited: str, **changes: Any) -> pb.Project:
    """The grouped renovation; with invited communes, on their ground as well."""
    return pb.Project(
        **{
            "title": CASTORS,
            "summary": "Isoler ensemble les maisons des mineurs, avec ceux qui y vivent.",
            "lead": body(LOOS),
            "participants": [pb.Participant(body=body(code)) for code in invited],
            "facts": facts.ProjectFacts(
                competence="6520",
                works_area=[body(code) for code in (LOOS, *invited)],
                cost=euros(480_000),
                person_days=[
                    facts.PersonDays(skill=facts.SKILL_ENGINEERING, days="40"),
                    facts.PersonDays(skill=facts.SKILL_FACILITATION, days="12"),
                ],
                needs_involvement=True,
                communes_with_same_need=5,
            ),
            **changes,
        }
    )


def form_of_a_hall(title: str, summary: str) -> dict[str, str]:
    """What a browser sends to submit a small equipment of Loos at once."""
    return {
        "title": title,
        "summary": summary,
        "facts.competence": "1035",
        "facts.nature": str(facts.NATURE_INVESTMENT),
        "facts.initiator": str(facts.INITIATOR_COMMUNE),
        "facts.equipment": "yes",
        "facts.cost": "48 000",
        "facts.works_area": "62528",
        "action": "submit",
    }


def church_roof() -> pb.Project:
    return pb.Project(
        title=CHURCH_ROOF,
        summary="Des panneaux sur le toit sud, qui rapportent 5 000 € par an.",
        lead=body(LOOS),
        facts=facts.ProjectFacts(
            competence="1035",
            nature=facts.NATURE_INVESTMENT,
            works_area=[body(LOOS)],
            cost=euros(100_000),
            equipment=True,
        ),
    )


def vote(reference: str = "2026-11-042") -> consent_pb2.Deliberation:
    return consent_pb2.Deliberation(date=day(-3), reference=reference)


async def drafted(cast: Cast, project: pb.Project, who: str = MAYOR) -> pb.Project:
    made: pb.Project = await cast.ask(
        who, "projects", "CreateProject", pb.CreateProjectRequest(project=project)
    )
    return made


async def submitted(cast: Cast, project: pb.Project, who: str = MAYOR) -> pb.Project:
    draft = await drafted(cast, project, who)
    request = pb.SubmitProjectRequest(name=draft.name, etag=draft.etag)
    made: pb.Project = await cast.ask(who, "projects", "SubmitProject", request)
    return made


async def agreed(cast: Cast, project: pb.Project) -> pb.Project:
    """Everybody whom the decision waits for consents."""
    for opinion in project.opinions:
        request = consent_service_pb2.GiveOpinionRequest(
            name=project.name,
            etag=project.etag,
            body=opinion.body,
            value=consent_pb2.OPINION_VALUE_FAVOURABLE,
        )
        who = SPEAKS[opinion.body.removeprefix("territories/")]
        project = await cast.ask(who, "consent", "GiveOpinion", request)
    return project


async def accepted(cast: Cast, project: pb.Project) -> pb.Project:
    """Submitted by the mayor of Loos, agreed to by everybody concerned and accepted by its council."""
    proposed = await agreed(cast, await submitted(cast, project))
    request = pb.AcceptOwnershipRequest(
        name=proposed.name, etag=proposed.etag, body=body(LOOS), deliberation=vote()
    )
    made: pb.Project = await cast.ask(MAYOR, "projects", "AcceptOwnership", request)
    return made


async def plan_of(cast: Cast, project: pb.Project) -> funding_pb2.FinancingPlan:
    """The plan that funding opened by itself, once funding knows the project as it stands."""
    decided = project.state == pb.PROJECT_STATE_ACCEPTED

    async def opened() -> funding_pb2.FinancingPlan | None:
        question = funding_pb2.ListPlansRequest(project=project.name)
        listed = await cast.ask(MAYOR, "funding", "ListPlans", question)
        return next((plan for plan in listed.plans if plan.public == decided), None)

    plan = await eventually(opened)
    assert plan is not None
    return plan


def lines(own: int, subsidy: int, fonds: int) -> list[lines_pb2.LineInput]:
    """The three lines of the church roof: its own share, the State's money, the CALL's."""
    return [
        lines_pb2.LineInput(kind=lines_pb2.LINE_KIND_OWN_SHARE, amount=euros(own)),
        lines_pb2.LineInput(
            kind=lines_pb2.LINE_KIND_SUBSIDY,
            source=lines_pb2.SUBSIDY_SOURCE_STATE,
            programme="DSIL",
            amount=euros(subsidy),
            state=lines_pb2.LINE_STATE_GRANTED,
        ),
        lines_pb2.LineInput(
            kind=lines_pb2.LINE_KIND_FONDS_DE_CONCOURS, funder=body(CALL), amount=euros(fonds)
        ),
    ]


async def heard(cast: Cast, login: str, service: str, rpc: str, request: Any) -> Any:
    """Ask again until the service has heard of what another one did, less often than is allowed."""

    async def ask() -> Any:
        try:
            return await cast.ask(login, service, rpc, request)
        except CallRefused as refused:
            raise AssertionError(f"still refused: {refused}") from refused

    return await eventually(ask, seconds=40, pause=2.5)
