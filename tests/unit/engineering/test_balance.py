from decimal import Decimal

from services.engineering.domain.balance import BalanceLine, Flow, balance
from tests.unit.engineering.builders import CALL, GRENAY, LOOS


def test_a_balance_tells_with_whom_days_were_lent_and_borrowed() -> None:
    flows = [
        Flow(CALL, LOOS, Decimal("4.5")),
        Flow(CALL, LOOS, Decimal(2)),
        Flow(LOOS, GRENAY, Decimal(3)),
        Flow(LOOS, LOOS, Decimal(9)),
        Flow(CALL, GRENAY, Decimal(1)),
    ]
    loos = balance(LOOS, 2026, flows, 6850)
    assert loos.lines == (
        BalanceLine(CALL, Decimal(0), Decimal("6.5")),
        BalanceLine(GRENAY, Decimal(3), Decimal(0)),
    )
    assert (loos.lent, loos.borrowed) == (Decimal(3), Decimal("6.5"))
    assert loos.per_thousand(loos.borrowed) == Decimal("0.95")


def test_without_a_population_there_is_no_figure_per_thousand() -> None:
    assert balance(LOOS, 2026, [], 0).per_thousand(Decimal(1)) is None
