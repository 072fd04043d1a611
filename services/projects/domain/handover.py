"""What happens to a project in its owner's hands, once its decision is final: transfer and evaluation.

The verbs of the way there stand in `project.py`. None of these changes the state: the project stays accepted.
"""

from dataclasses import replace
from datetime import datetime

from chassis.domain import Forbidden, Refused, msg, paris_day, raise_faults
from services.projects.domain.decision_basis import basis_of
from services.projects.domain.events import (
    OwnershipTransferred,
    ProjectEvaluated,
    ProjectEvent,
    TransferOffered,
    TransferOfferWithdrawn,
    TransferWishDeclined,
)
from services.projects.domain.learning import Evaluation, evaluation_faults
from services.projects.domain.project import Project
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.states import State, Verb, step
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.facts import Level, ProjectFacts
from services.projects.domain.subsidiarity.rules.r5_not_in_place_of import years_later
from services.projects.domain.transfer import (
    LONGEST_TEXT,
    TransferOffer,
    TransferReason,
    TransferWish,
    transfer_faults,
)
from services.projects.domain.visibility import concerned
from services.projects.domain.wish_states import WishState
from services.projects.domain.writing import text_faults


def offer_transfer(
    project: Project, body: str, offer: TransferOffer, reference: ReferenceData, now: datetime
) -> None:
    """The owner offers its project to a body, and stays owner. Raise Forbidden for anybody else, Refused
    where an offer stands or the law does not make the other able, InvalidInput for what it says.
    """
    step(project.state, Verb.OFFER)
    _must_own(project, body)
    raise_faults(transfer_faults(offer.text, offer.deliberation, paris_day(now)))
    if project.tenure.offer is not None:
        to = project.tenure.offer.to
        text = msg("Une offre à {body} est déjà en cours : retirez-la d’abord.", body=to)
        raise Refused("OFFER_STANDS", text, body=to)
    must_be_able(project, offer.to, reference, now)
    project.tenure = project.tenure.offered(offer)
    _record(project, now, TransferOffered())


def withdraw_offer(project: Project, body: str, now: datetime) -> None:
    """The owner takes its offer back, as long as it has not transferred."""
    step(project.state, Verb.WITHDRAW_OFFER)
    _must_own(project, body)
    if project.tenure.offer is None:
        text = msg("Aucune offre n’est en cours : il n’y a rien à retirer.")
        raise Refused("NO_OFFER", text, resource=project.name)
    project.tenure = project.tenure.without_offer()
    _record(project, now, TransferOfferWithdrawn())


def decline_wish(project: Project, body: str, wish: TransferWish, text: str, now: datetime) -> None:
    """The owner says no to a body that would take over. Raise Refused for a wish that stands no more,
    InvalidInput for a text that cannot be shown.
    """
    step(project.state, Verb.DECLINE_WISH)
    _must_own(project, body)
    raise_faults(text_faults("text", text, LONGEST_TEXT, lines=True))
    if not wish.stands or project.tenure.fate_of(wish) is not WishState.STANDING:
        refusal = msg("Ce souhait n’est plus en attente : relisez la liste.")
        raise Refused("WISH_CLOSED", refusal, resource=wish.name, state=wish.state)
    _record(project, now, TransferWishDeclined(wish.id, text))


def transfer(
    project: Project, wish: TransferWish, home: str, reference: ReferenceData, now: datetime
) -> None:
    """The old owner lets go, in its one local transaction: from this event on the new owner owns, and its
    node `home` alone appends. The wish must answer the standing offer (`Tenure.agrees_with`). Raise
    Refused when the law does not make the new owner able any more.
    """
    step(project.state, Verb.TRANSFER)
    offer, former = project.tenure.offer, project.tenure.owner
    assert offer is not None
    assert project.tenure.agrees_with(wish)
    facts = _facts_after(project, reference)
    decision = must_be_able(project, wish.terms.body, reference, now)
    before, day = project.decision, paris_day(now)
    assert before is not None
    project.written = replace(project.written, facts=facts)
    project.past_decisions = (*project.past_decisions, before)
    # Both councils have voted: nobody else's word is awaited.
    project.decision = replace(decision, number=before.number + 1, due=())
    project.consent = replace(project.consent, opinions=(), acceptance=wish.terms.deliberation)
    project.epoch += 1
    project.home_node = home
    tenure = project.tenure.transferred(project.decision, wish, offer.reason, project.epoch, now)
    if offer.reason is TransferReason.LAPSE_OF_SUPPORT and tenure.return_clause is None:
        years = reference.ground(day).charter.parameters.return_clause_years
        tenure = tenure.with_return_to(former, years_later(day, years))
    project.tenure = tenure
    project.learning = project.learning.begun(project.decision)
    project.concerned |= concerned(project.written, project.decision, reference, day) | {former}
    new_owner = wish.terms.body
    basis = basis_of(reference.ground(day), facts, project.decision, agreed_owner=new_owner)
    _record(project, now, OwnershipTransferred(wish.id, former, new_owner, basis=basis))


def must_be_able(project: Project, to: str, reference: ReferenceData, now: datetime) -> Decision:
    """What the charter decides once the body owns by agreement. Raise Refused, with why, for a body that
    may not own it by law (R1), or owns it already.
    """
    if to == project.tenure.owner:
        text = msg("La collectivité {body} porte déjà ce projet.", body=to)
        raise Refused("ALREADY_OWNER", text, body=to)
    ground = reference.ground(paris_day(now))
    decision = ground.decide(_facts_after(project, reference), agreed_owner=to)
    if decision.owner.body != to:
        text = msg(
            "La collectivité {body} ne peut pas porter ce projet. {because}",
            body=to,
            because=_why(decision, to),
        )
        raise Refused("NOT_ABLE", text, body=to)
    return decision


def evaluate(
    project: Project,
    evaluation: Evaluation,
    reference: ReferenceData,
    now: datetime,
    *,
    experiment_ended: bool = False,
) -> None:
    """The owner says what came of the project; where no body owns, its lead does. Raise Forbidden for
    anybody else, InvalidInput for what it says. Reopening asks the charter anew and moves nothing.
    """
    step(project.state, Verb.EVALUATE)
    _must_answer_for(project, evaluation.body)
    raise_faults(evaluation_faults(evaluation, experiment_ended=experiment_ended))
    if experiment_ended:
        facts = replace(project.written.facts, experiment=False)
        project.written = replace(project.written, facts=facts)
    anew = reference.decide(project.written.facts, paris_day(now))
    project.learning = project.learning.evaluated(evaluation, anew)
    _record(project, now, ProjectEvaluated())


def _facts_after(project: Project, reference: ReferenceData) -> ProjectFacts:
    """The facts with the commune that hands the project over as its origin, where none was known."""
    facts = project.written.facts
    former = reference.directory.body(project.tenure.owner)
    if facts.origin or former is None or former.level is not Level.COMMUNE:
        return facts
    return replace(facts, origin=former.code)


def _why(decision: Decision, body: str) -> str:
    if decision.blocked is not None:
        return decision.blocked.because
    return next((other.because for other in decision.not_chosen if other.party == body), "")


def _must_own(project: Project, body: str) -> None:
    if body != project.tenure.owner:
        text = msg(
            "Seule la collectivité qui porte ce projet ({owner}) peut faire cela, pas {body}.",
            owner=project.tenure.owner or project.lead,
            body=body,
        )
        raise Forbidden("NOT_THE_OWNER", text, body=body, owner=project.tenure.owner)


def _must_answer_for(project: Project, body: str) -> None:
    """Inhabitants and third parties speak through the project's lead."""
    if project.tenure.owner or body != project.lead:
        _must_own(project, body)


def _record(project: Project, now: datetime, event: ProjectEvent) -> None:
    assert project.state is State.ACCEPTED
    project.update_time = now
    project.record(event)
