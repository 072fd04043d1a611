"""All that the rules answer for a plan at once, and the parameters that they used."""

from dataclasses import dataclass, field
from decimal import Decimal

from chassis.domain import msg
from services.funding.domain.checks import Check, Outcome
from services.funding.domain.financing import Financing
from services.funding.domain.largest import largest_allowed, largest_fonds_de_concours
from services.funding.domain.money import euros
from services.funding.domain.rulebook import Rule, Rulebook
from services.funding.domain.rules import ALL_RULES
from services.funding.domain.rules.answers import Answer, amount

TOTAL = Rule("TOTAL", "Équilibre du plan", "", "")
"""Plain arithmetic, no article: the lines add up to the cost."""


@dataclass(frozen=True)
class Verdict:
    """Checks in reading order; by line id the largest amount allowed (None while unknown)."""

    checks: tuple[Check, ...] = ()
    largest: dict[str, Decimal | None] = field(default_factory=dict)
    largest_fonds_de_concours: Decimal | None = None
    framework_id: str = ""
    framework_version: str = ""

    def failing(self) -> tuple[Check, ...]:
        """Rules of law that say no; a plan that does not add up yet is no breach."""
        return tuple(c for c in self.checks if c.outcome is Outcome.FAIL and c.rule != TOTAL.id)

    def undecided(self) -> tuple[Check, ...]:
        """Rules of law that cannot answer yet; one that only warns stands in nobody's way."""
        waiting = (c for c in self.checks if c.outcome is Outcome.UNDECIDED and c.rule != TOTAL.id)
        return tuple(c for c in waiting if not c.warns)


def judge(financing: Financing, rulebook: Rulebook) -> Verdict:
    """Ask every rule, then every line how far it may still go."""
    return Verdict(
        checks=(*(rule(financing, rulebook) for rule in ALL_RULES), check_total(financing)),
        largest={line.id: largest_allowed(financing, line, rulebook) for line in financing.lines},
        largest_fonds_de_concours=largest_fonds_de_concours(financing, rulebook),
        framework_id=rulebook.id,
        framework_version=rulebook.version,
    )


def check_total(financing: Financing) -> Check:
    """Whether the lines add up to the cost, neither more nor less."""
    answer = Answer(TOTAL)
    if financing.cost == 0:
        return answer.undecided(
            msg("Le coût du projet n’est pas encore connu."), msg("le coût hors taxes du projet")
        )
    unfunded = financing.unfunded
    answer.figures = (
        amount("cost", msg("Coût hors taxes"), financing.cost),
        amount("lines", msg("Total des lignes"), financing.cost - unfunded),
    )
    if unfunded < 0:
        return answer.fail(
            msg("Les lignes dépassent le coût de {excess} : réduisez l’une d’elles.", excess=euros(-unfunded))
        )
    if unfunded > 0:
        return answer.undecided(
            msg("Il reste {unfunded} à financer.", unfunded=euros(unfunded)),
            msg("{unfunded} de financement", unfunded=euros(unfunded)),
        )
    return answer.passes(msg("Les lignes couvrent exactement le coût."))
