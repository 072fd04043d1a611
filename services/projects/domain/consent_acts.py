"""What one may say of a decision, and when: each function gives the consent as it is after the act, or
raises the refusal that says why not (R10, L5211-57).
"""

from dataclasses import replace
from datetime import datetime

from chassis.domain import Forbidden, Refused, msg, paris_day, raise_faults
from services.projects.domain.consent import (
    Contest,
    ContestAnswer,
    Deliberation,
    answer_faults,
    contest_faults,
    opinion_faults,
)
from services.projects.domain.consent_round import (
    Conciliation,
    Consent,
    Opinion,
    OpinionKind,
    OpinionValue,
)


def accepted(consent: Consent, deliberation: Deliberation) -> Consent:
    """The owner's council accepts. Raise Refused when it did already, or when two thirds are asked for."""
    if not consent.needs_two_thirds:
        if consent.acceptance is not None:
            text = msg("Le porteur a déjà accepté : il ne manque plus que les avis attendus.")
            raise Refused("ALREADY_ACCEPTED", text)
        return replace(consent, acceptance=deliberation)
    if not deliberation.has_two_thirds:
        needed = -(-2 * deliberation.votes_cast // 3)
        text = msg(
            "L’avis de la commune concernée est défavorable : il faut les deux tiers des suffrages exprimés, "
            "soit {needed} voix sur {cast} ; la délibération en compte {given} (L5211-57).",
            needed=needed,
            cast=deliberation.votes_cast,
            given=deliberation.votes_for,
        )
        raise Refused(
            "TWO_THIRDS_NEEDED",
            text,
            votes_for=deliberation.votes_for,
            votes_cast=deliberation.votes_cast,
            needed=needed,
        )
    return replace(consent, acceptance=deliberation)


def with_opinion(
    consent: Consent,
    body: str,
    value: OpinionValue,
    text: str,
    deliberation: Deliberation | None,
    now: datetime,
) -> Consent:
    """A body whose opinion is due gives it; it may change its mind until its last day is over.

    Raise Forbidden for a body that is not asked, Refused when its time is over, when it said so already,
    or when it must consent and would not: then it contests.
    """
    asked = consent.opinion_of(body)
    if asked is None:
        refusal = msg("La décision n’attend pas d’avis de la collectivité {body}.", body=body)
        raise Forbidden("OPINION_NOT_ASKED", refusal, body=body)
    _must_be_in_time(asked, now)
    unfavourable = value is OpinionValue.UNFAVOURABLE
    raise_faults(opinion_faults(text, deliberation, paris_day(now), needs_vote=unfavourable))
    if unfavourable and asked.kind is OpinionKind.CONSENT:
        refusal = msg(
            "Une collectivité qui n’est pas d’accord conteste la décision, sur l’un des motifs prévus : "
            "utilisez « Contester »."
        )
        raise Refused("CONTEST_INSTEAD", refusal, body=body, kind=asked.kind)
    given = replace(asked, value=value, text=text, deliberation=deliberation, time=now)
    if replace(given, time=asked.time) == asked:
        refusal = msg("La collectivité {body} a déjà répondu ainsi.", body=body)
        raise Refused("ALREADY_ANSWERED", refusal, body=body, answer=value)
    return consent.with_opinion(given)


def _must_be_in_time(asked: Opinion, now: datetime) -> None:
    if asked.value is not OpinionValue.DEEMED_FAVOURABLE and not asked.is_overdue(now):
        return
    refusal = msg(
        "Le délai de la collectivité {body} est passé depuis le {due} : ce qu’elle a dit reste, et son "
        "silence vaut accord.",
        body=asked.body,
        due=f"{asked.due:%d/%m/%Y}",
    )
    raise Refused("OPINION_CLOSED", refusal, body=asked.body, due=asked.due)


def deemed(consent: Consent, now: datetime) -> Consent:
    """Those whose last day is over have agreed in silence."""
    for opinion in consent.overdue(now):
        silence = replace(opinion, value=OpinionValue.DEEMED_FAVOURABLE, time=now)
        consent = consent.with_opinion(silence)
    return consent


def contested(consent: Consent, contest: Contest, named: Conciliation, *, running: bool) -> Consent:
    """A body objects, once on each ground. While the opinions are `running`, whoever let its own last day
    pass has agreed.

    Raise Refused for a ground that it took already, or that was answered on the same facts.
    """
    raise_faults(contest_faults(contest.text, contest.documents))
    asked = consent.opinion_of(contest.body)
    if asked is not None and (running or asked.value is OpinionValue.DEEMED_FAVOURABLE):
        _must_be_in_time(asked, contest.time)
    ours = [each for each in consent.open_contests if each.body == contest.body]
    if any(each.ground is contest.ground for each in ours):
        refusal = msg("La collectivité {body} a déjà contesté pour ce motif.", body=contest.body)
        raise Refused("ALREADY_CONTESTED", refusal, body=contest.body, ground=contest.ground)
    if consent.is_answered(contest):
        refusal = msg(
            "La conciliation a déjà répondu à la collectivité {body} sur ce motif, et le projet n’a pas "
            "changé depuis : un autre motif reste possible.",
            body=contest.body,
        )
        raise Refused("CONTEST_ANSWERED", refusal, body=contest.body, ground=contest.ground)
    return consent.with_contest(contest, named)


def convened(consent: Consent, body: str, now: datetime) -> Consent:
    """The named body takes the contests up. Raise Forbidden for any other."""
    return consent.with_conciliation(replace(_sitting(consent, body), open_time=now))


def concluded(
    consent: Consent, body: str, answers: tuple[ContestAnswer, ...], text: str, now: datetime
) -> Consent:
    """The named body answers each open contest. Raise Forbidden for any other body, InvalidInput with
    every answer that is missing.
    """
    sitting = _sitting(consent, body)
    raise_faults(answer_faults(answers, text, len(consent.open_contests)))
    closed = replace(sitting, close_time=now, text=text)
    return consent.with_answers(answers).with_conciliation(closed)


def _sitting(consent: Consent, body: str) -> Conciliation:
    sitting = consent.conciliation
    assert sitting is not None  # a contest named it
    if body != sitting.body:
        refusal = msg(
            "Cette conciliation revient à la collectivité {conciliator}, pas à {body}.",
            conciliator=sitting.body,
            body=body,
        )
        raise Forbidden("NOT_THE_CONCILIATOR", refusal, body=body, conciliator=sitting.body)
    return sitting
