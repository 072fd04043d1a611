"""The verbs of a fonds de concours: asked for, granted with both councils' votes, refused, paid."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from chassis.domain import Refused, msg
from services.funding.domain.checks import Check
from services.funding.domain.events import (
    FondsDeConcoursGranted,
    FondsDeConcoursRefused,
    FondsDeConcoursRequested,
    PaymentRecorded,
)
from services.funding.domain.largest import with_amount
from services.funding.domain.lines import Deliberation, Grant, Line, LineKind, Payment, PaymentKind
from services.funding.domain.money import euros
from services.funding.domain.plan import FinancingPlan, Law
from services.funding.domain.states import Verb, next_line_state, next_plan_state
from services.funding.domain.verdict import judge


@dataclass(frozen=True)
class GrantTerms:
    """`amount` in euros, at most what was asked; None grants the whole. Both votes are needed."""

    amount: Decimal | None
    funder_deliberation: Deliberation
    owner_deliberation: Deliberation
    granted_by: str


def request_fonds_de_concours(plan: FinancingPlan, line_id: str, by: str, law: Law, now: datetime) -> None:
    """The owner asks. Refused, with the largest amount allowed, when a rule already says no."""
    plan.take_part(by, Verb.REQUEST)
    line = _fonds_de_concours(plan, line_id, Verb.REQUEST)
    _rules_must_allow(plan, line, law)
    state = next_line_state(line.id, line.state, Verb.REQUEST)
    plan.replace_line(replace(line, state=state, requested=line.amount))
    plan.changed(FondsDeConcoursRequested(line.id), law, now)


def grant_fonds_de_concours(
    plan: FinancingPlan, line_id: str, terms: GrantTerms, law: Law, now: datetime
) -> None:
    """The funder grants. Refused when a rule fails or cannot answer yet, with its figures."""
    plan.take_part(terms.granted_by, Verb.GRANT)
    line = _fonds_de_concours(plan, line_id, Verb.GRANT)
    amount = line.amount if terms.amount is None else terms.amount
    if amount > line.amount:
        raise Refused(
            "GRANT_ABOVE_REQUEST",
            msg(
                "Il a été demandé {asked} : on ne peut pas accorder {amount}.",
                asked=euros(line.amount),
                amount=euros(amount),
            ),
            line=line.id,
            asked=line.amount,
            amount=amount,
        )
    granted = replace(line, amount=amount)
    _rules_must_allow(plan, granted, law, and_answer=True)
    grant = Grant(amount, terms.funder_deliberation, terms.owner_deliberation, now, terms.granted_by)
    state = next_line_state(line.id, line.state, Verb.GRANT)
    plan.replace_line(replace(granted, state=state, grant=grant))
    plan.changed(FondsDeConcoursGranted(line.id), law, now)


def refuse_fonds_de_concours(
    plan: FinancingPlan, line_id: str, reason: str, by: str, law: Law, now: datetime
) -> None:
    """The funder says no, and why. The line stays written and counts nowhere."""
    plan.take_part(by, Verb.REFUSE)
    line = _fonds_de_concours(plan, line_id, Verb.REFUSE)
    state = next_line_state(line.id, line.state, Verb.REFUSE)
    plan.replace_line(replace(line, state=state, refusal=reason.strip()))
    plan.changed(FondsDeConcoursRefused(line.id), law, now)


def record_payment(plan: FinancingPlan, line_id: str, payment: Payment, law: Law) -> None:
    """Money moved on a granted line. The payments never exceed the grant, and nothing follows the
    balance.
    """
    plan.take_part(payment.recorded_by, Verb.PAY)
    next_plan_state(plan.state, Verb.PAY)
    line = plan.line(line_id)
    state = next_line_state(line.id, line.state, Verb.PAY)
    _must_follow(line, payment)
    left = line.amount - line.paid
    if payment.amount > left:
        raise Refused(
            "PAYMENT_ABOVE_GRANT",
            msg(
                "Il a été accordé {granted}, dont {paid} déjà versés : il reste {left} à verser au plus.",
                granted=euros(line.amount),
                paid=euros(line.paid),
                left=euros(left),
            ),
            line=line.id,
            granted=line.amount,
            paid=line.paid,
            largest_allowed=left,
        )
    plan.replace_line(replace(line, state=state, payments=(*line.payments, payment)))
    plan.changed(PaymentRecorded(line.id, payment), law, payment.time)


def _fonds_de_concours(plan: FinancingPlan, line_id: str, verb: Verb) -> Line:
    """The line, once it is known to be a fonds de concours in a state that the verb leaves from."""
    next_plan_state(plan.state, verb)
    line = plan.line(line_id)
    if line.kind is not LineKind.FONDS_DE_CONCOURS:
        raise Refused(
            "NOT_A_FONDS_DE_CONCOURS",
            msg("La ligne {line} n’est pas un fonds de concours.", line=line.id),
            line=line.id,
            kind=line.kind.value,
        )
    next_line_state(line.id, line.state, verb)
    return line


def _must_follow(line: Line, payment: Payment) -> None:
    kinds = {paid.kind for paid in line.payments}
    if PaymentKind.BALANCE in kinds:
        text = msg("Le solde de la ligne {line} a été versé : plus rien ne suit.", line=line.id)
        raise Refused("BALANCE_ALREADY_PAID", text, line=line.id)
    if payment.kind is PaymentKind.ADVANCE and kinds:
        text = msg("Une avance précède tout autre versement : enregistrez un acompte.")
        raise Refused("ADVANCE_TOO_LATE", text, line=line.id)


def _rules_must_allow(plan: FinancingPlan, line: Line, law: Law, *, and_answer: bool = False) -> None:
    """Judge the plan with this line, the own share lowered to what then remains. With `and_answer`
    a rule that cannot answer yet is a refusal too: what is granted is granted for good.
    """
    verdict = judge(with_amount(plan.financing(law.bodies), line, line.amount), law.rulebook)
    largest = verdict.largest[line.id]
    for check in verdict.failing():
        raise _rule_refuses("RULE_FAILED", check, line, largest)
    for check in verdict.undecided() if and_answer else ():
        raise _rule_refuses("RULE_UNDECIDED", check, line, largest)


def _rule_refuses(reason: str, check: Check, line: Line, largest: Decimal | None) -> Refused:
    missing = " ; ".join(str(text) for text in check.missing)
    if missing:
        text = msg(
            "Règle {rule} : {why} Il manque : {missing}.", rule=check.rule, why=check.text, missing=missing
        )
    elif largest is None:
        text = msg("Règle {rule} : {why}", rule=check.rule, why=check.text)
    else:
        text = msg(
            "Règle {rule} ({article}) : {why} Le plus grand montant encore permis sur cette ligne"
            " est {largest}.",
            rule=check.rule,
            article=check.article,
            why=check.text,
            largest=euros(largest),
        )
    return Refused(
        reason,
        text,
        rule=check.rule,
        article=check.article,
        line=line.id,
        amount=line.amount,
        largest_allowed="" if largest is None else largest,
    )
