"""Asks the charter about a case in a file: no node runs, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from chassis.domain import Fault, InvalidInput, SystemClock, paris_day, raise_faults
from node.settings import ROOT
from services.projects.domain.cases.case import Case, case_from_plain
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.ground import Ground
from services.projects.domain.subsidiarity.layers import check_layers
from services.projects.domain.subsidiarity.parameters import Layer
from services.projects.storage.charter_file import charter_from_text
from services.projects.storage.plain_yaml import read_plain, read_text
from services.projects.storage.territory_folder import read_territory

TERRITORY = ROOT / "territories" / "artois"
CHARTER = ROOT / "charters" / "artois-1.yaml"

T = TypeVar("T")


@dataclass(frozen=True)
class Evaluation:
    """What the charter answers for a case, and for each of its lots by title."""

    case: Case
    decision: Decision
    lots: tuple[tuple[str, Decision], ...] = ()


@dataclass(frozen=True)
class Shipped:
    """The files to judge by. `charter` may be one of a lower layer: it stands on the shipped one then."""

    charter: Path | None = None
    territory: Path | None = None


def evaluate_file(case_file: Path, on: str = "", shipped: Shipped = Shipped()) -> Evaluation:
    """Raise InvalidInput with every fault of the case, the charter and the territory. A fault of the case
    has its path in the case, those of other files begin with the name of the file.
    """
    faults: list[Fault] = []
    charters = _gathered(lambda: _charters(shipped.charter), faults)
    territory_folder = shipped.territory or TERRITORY
    territory = _gathered(
        lambda: _in_file(territory_folder, lambda: read_territory(territory_folder)), faults
    )
    raw = _gathered(lambda: [read_plain(case_file)], faults)
    case = None
    if raw is not None and territory is not None:
        today = paris_day(SystemClock().now())
        case = _gathered(lambda: case_from_plain(raw[0], territory, today, on), faults)
    if faults or case is None or charters is None:
        raise InvalidInput(replace(fault, field=fault.field or str(case_file)) for fault in faults)
    return evaluate_case(case, *charters)


def evaluate_case(case: Case, charter: Charter, lower: tuple[Charter, ...] = ()) -> Evaluation:
    """The decision on the project and on each of its lots."""
    ground = Ground(case.directory, case.register, case.capacities, charter, case.on, lower)
    lots = tuple((lot.title, ground.decide(lot.facts)) for lot in case.project.lots)
    return Evaluation(case, ground.decide(case.project.facts), lots)


def _charters(chosen: Path | None) -> tuple[Charter, tuple[Charter, ...]]:
    """The pole's charter, and the one of a lower layer when that was chosen."""
    charter = _charter(chosen or CHARTER)
    if charter.layer not in (Layer.AGGLOMERATION, Layer.COMMUNE):
        return charter, ()
    upper = _charter(CHARTER)
    raise_faults(_named(check_layers(upper, charter), str(chosen)))
    return upper, (charter,)


def _charter(path: Path) -> Charter:
    return _in_file(path, lambda: charter_from_text(read_text(path)))


def _in_file(path: Path, read: Callable[[], T]) -> T:
    """Put the name of the file before the path of each of its faults."""
    try:
        return read()
    except InvalidInput as refused:
        raise InvalidInput(_named(refused.faults, str(path))) from None


def _named(faults: Iterable[Fault], file: str) -> list[Fault]:
    return [
        fault if fault.field == file else replace(fault, field=f"{file}: {fault.field}") for fault in faults
    ]


def _gathered(read: Callable[[], T], faults: list[Fault]) -> T | None:
    """What was read, or None with its faults added to the others."""
    try:
        return read()
    except InvalidInput as refused:
        faults += refused.faults
        return None
