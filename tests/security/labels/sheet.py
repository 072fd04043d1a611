"""LabelsService: who may do what with the application of Loos to the label of the pole.

Declared here anew, from what people were promised (DESIGN, section 6), and not from the service's own tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf.message import Message
from grpc import StatusCode

from archipel.labels.v1 import applications_pb2 as apps
from archipel.labels.v1 import labels_pb2 as pb
from tests.integration.labels.world import EURALENS, a_campaign, mark_request
from tests.security.answers import (
    EVERYBODY,
    HIDDEN,
    OK,
    Answer,
    Who,
    at_the_door,
    forbidden,
    invalid,
    refused,
    role_missing,
)
from tests.security.cast import CALL, CAST, CHAIN, GRENAY, LOOS, POLE, at
from tests.security.labels.staged import JURORS, Candidate, applying, voting
from tests.security.matrix import NOWHERE, Row, Sheet

ELECTED, JUROR = ("elected",), ("juror",)

OF_BOTH_SIDES = tuple(
    Who(f"{role}_of_the_pole_and_{other}", (*at(POLE, role), *at(body, "observer")), POLE)
    for role in ("juror", "elected")
    for body, other in ((LOOS, "loos"), (GRENAY, "grenay"), (CALL, "call"))
)
"""Jurors and elected people of the pole with a foot in the lead, in a participant, and in a body without a
part.
"""
TWO_OFFICES = Who("two_offices", at(POLE, "juror", "elected"), POLE)
PROMOTED = Who(JURORS[0].id, at(POLE, "elected"), POLE)
"""Marked, and was elected since."""
PROMOTED_TOO = Who(JURORS[1].id, at(POLE, "juror", "elected"), POLE)

PEOPLE = (*CAST, *JURORS, *OF_BOTH_SIDES, TWO_OFFICES, PROMOTED, PROMOTED_TOO)

CARRIERS = frozenset({LOOS, GRENAY})
EVERYWHERE = frozenset({"everybody"})
SEEN_BY: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("submitted", "in_instruction", "restricted", "deferred", "refused", "withdrawn"), CHAIN),
    "awarded": EVERYWHERE,
}
DECIDED = frozenset({"awarded", "restricted", "deferred", "refused"})
CANDIDATE_SEEN_BY: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("ready", "accepted_restricted", "withdrawn", "too_early", "too_late", "applied"), CHAIN),
    **dict.fromkeys(("accepted", "owned_by_the_call"), EVERYWHERE),
}

STATE_FORBIDS = refused("STATE_FORBIDS")
PROJECT_HIDDEN = Answer(StatusCode.NOT_FOUND, "PROJECT_NOT_FOUND", incident=True, hides=True)
MARKED = frozenset(juror.id for juror in JURORS)


def sees(who: Who, bodies: frozenset[str]) -> bool:
    return bodies == EVERYWHERE or not who.bodies.isdisjoint(bodies)


def carries(who: Who) -> str:
    """The bodies of which somebody speaks and whose project it is."""
    return ",".join(sorted(who.bodies & CARRIERS))


def act(roles: tuple[str, ...], of: str, states: tuple[str, ...], then: Callable[[Who, str], Answer]) -> Any:
    """An act of somebody with a role at the body `of`; in some states `then` says the rest."""

    def answer(who: Who, state: str) -> Answer:
        stopped = at_the_door(roles, who)
        if stopped is not None:
            return stopped
        if not sees(who, SEEN_BY[state]):
            return HIDDEN
        if not who.holds(of, *roles):
            return role_missing(of, *roles)
        return then(who, state) if state in states else STATE_FORBIDS

    return answer


def declares(who: Who, _: str) -> Answer:
    return forbidden("CONFLICT_OF_INTEREST", bodies=carries(who)) if carries(who) else OK


def marks(who: Who, _: str) -> Answer:
    if carries(who):
        return forbidden("CONFLICT_OF_INTEREST", bodies=carries(who))
    return OK if who.id in MARKED else refused("STATEMENT_MISSING")


def presides(who: Who, _: str) -> Answer:
    return forbidden("CHAIR_CONCERNED", bodies=carries(who)) if carries(who) else OK


def decides(who: Who, _: str) -> Answer:
    if carries(who):
        return forbidden("CHAIR_CONCERNED", bodies=carries(who))
    return forbidden("CHAIR_MARKED") if who.id in MARKED else OK


def read(who: Who, state: str) -> Answer:
    return at_the_door(EVERYBODY, who) or (OK if sees(who, SEEN_BY[state]) else HIDDEN)


def anybody(who: Who, _: str) -> Answer:
    return at_the_door(EVERYBODY, who) or OK


def opens(who: Who, _: str) -> Answer:
    stopped = at_the_door(ELECTED, who)
    if stopped is not None:
        return stopped
    if not who.holds(who.home, *ELECTED):
        return role_missing(who.home, *ELECTED)
    return OK if who.home == POLE else forbidden("NOT_THE_AWARDING_BODY", body=who.home)


def applies(who: Who, state: str) -> Answer:
    stopped = at_the_door(ELECTED, who)
    if stopped is not None:
        return stopped
    if not who.holds(who.home, *ELECTED):
        return role_missing(who.home, *ELECTED)
    if not sees(who, CANDIDATE_SEEN_BY[state]):
        return PROJECT_HIDDEN
    if state == "withdrawn":
        return invalid("PROJECT_NOT_READY")
    may = {LOOS, CALL} if state == "owned_by_the_call" else {LOOS}
    if who.home not in may:
        return forbidden("NOT_THE_PROJECTS_BODY", body=who.home)
    return APPLIES.get(state, OK)


APPLIES = {
    "too_early": refused("CAMPAIGN_NOT_OPEN"),
    "too_late": refused("CAMPAIGN_NOT_OPEN"),
    "applied": Answer(StatusCode.ALREADY_EXISTS, "ALREADY_APPLIED"),
}


# --- what an answer shows -------------------------------------------------------------------------


def sheets_shown(who: Who, state: str) -> int:
    """How many jurors' marks somebody may read."""
    if state == "submitted":
        return 0
    office = who.holds(POLE, "elected") and not who.holds(POLE, "juror")
    if state in DECIDED or (office and not carries(who) and who.id not in MARKED):
        return len(JURORS)
    return int(who.id in MARKED)


def _cut(found: apps.Application, application: apps.Application, who: Who, state: str) -> str | None:
    if found.name != application.name:
        return f"answered {found.name}"
    wanted = sheets_shown(who, state)
    if (len(found.sheets), len(found.statements)) != (wanted, wanted):
        return f"shows {len(found.sheets)} sheets, not {wanted}"
    told = found.HasField("score")
    return None if told == (wanted == len(JURORS)) else f"the score is {'told' if told else 'hidden'}"


def _listed(
    page: pb.ListApplicationsResponse, application: apps.Application, who: Who, state: str
) -> str | None:
    found = [each for each in page.applications if each.name == application.name]
    if bool(found) != sees(who, SEEN_BY[state]):
        return f"the list {'shows' if found else 'lacks'} it"
    return _cut(found[0], application, who, state) if found else None


def _counted(totals: pb.Totals, application: apps.Application, who: Who, state: str) -> str | None:
    counted = sum(each.count for each in totals.states)
    return None if bool(counted) == sees(who, SEEN_BY[state]) else f"counts {counted}"


def named(request: type[Message], **said: Any) -> Callable[[apps.Application, Who], Message]:
    return lambda application, _: request(name=application.name, etag=application.etag, **said)


def _opening(_: None, who: Who) -> Message:
    return pb.OpenCampaignRequest(campaign=a_campaign(body=f"territories/{who.home}"))


def _applying(thing: Candidate, who: Who) -> Message:
    return applying(thing.campaign, thing.project, who.home)


OPINION = apps.Opinion(committee="technical", advice=apps.ADVICE_FAVOURABLE)
RUNNING = ("submitted", "in_instruction")
INSTRUCTED = ("in_instruction",)

SHEET: Sheet = {
    "OpenCampaign": Row(NOWHERE, _opening, opens),
    "Apply": Row("candidate", _applying, applies),
    "DeclareInterests": Row(
        "application", named(pb.DeclareInterestsRequest), act(JUROR, POLE, RUNNING, declares)
    ),
    "MarkCriteria": Row(
        "application",
        lambda application, _: mark_request(application.name, value=2),
        act(JUROR, POLE, INSTRUCTED, marks),
    ),
    "GiveOpinion": Row(
        "application",
        named(pb.GiveOpinionRequest, opinion=OPINION),
        act(ELECTED, POLE, INSTRUCTED, presides),
    ),
    "Decide": Row(
        "application",
        lambda application, _: voting(application.name),
        act(ELECTED, POLE, INSTRUCTED, decides),
    ),
    "WithdrawApplication": Row(
        "application", named(pb.WithdrawApplicationRequest), act(ELECTED, LOOS, RUNNING, lambda *_: OK)
    ),
    "GetApplication": Row(
        "application",
        lambda application, _: pb.GetApplicationRequest(name=application.name),
        read,
        reads=True,
        shows=_cut,
    ),
    "ListApplications": Row(
        "application",
        lambda application, _: pb.ListApplicationsRequest(project=application.project),
        anybody,
        reads=True,
        shows=_listed,
    ),
    "GetTotals": Row(
        "application",
        lambda application, _: pb.GetTotalsRequest(campaign=application.campaign),
        anybody,
        reads=True,
        shows=_counted,
    ),
    "GetCampaign": Row(
        "campaign", lambda campaign, _: pb.GetCampaignRequest(name=campaign.name), anybody, reads=True
    ),
    "ListCampaigns": Row("campaign", lambda *_: pb.ListCampaignsRequest(), anybody, reads=True),
    "GetFramework": Row(NOWHERE, lambda *_: pb.GetFrameworkRequest(name=EURALENS), anybody, reads=True),
    "ListFrameworks": Row(NOWHERE, lambda *_: pb.ListFrameworksRequest(), anybody, reads=True),
}
