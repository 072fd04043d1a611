"""What a dry run tries in place of what stands: a draft charter, a register, free days, or several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.domain import raise_faults
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.facts import Capacities, Register
from services.projects.domain.subsidiarity.ground import Ground
from services.projects.domain.subsidiarity.layers import check_layers
from services.projects.domain.subsidiarity.parameters import Layer


@dataclass(frozen=True)
class WhatIf:
    """The texts as they were given, empty for what stands: a charter in YAML, a register in CSV, capacities
    in YAML. `body` votes the charter; `on` is the day (in Paris) of which register and charters count.
    """

    on: date
    charter: str = ""
    register: str = ""
    capacities: str = ""
    body: str = ""


@dataclass(frozen=True)
class Tried:
    """The same, read; None for what stands."""

    charter: Charter | None = None
    register: Register | None = None
    capacities: Capacities | None = None


def tried_ground(reference: ReferenceData, on: date, tried: Tried) -> Ground:
    """What projects would be judged against. A draft of the pole takes the place of its charter in force, one
    of a lower layer that of the same body's. Raise InvalidInput when the layers are in conflict.
    """
    ground = reference.ground(on)
    charter, lower = ground.charter, ground.lower
    draft = tried.charter
    if draft is not None and draft.layer in (Layer.AGGLOMERATION, Layer.COMMUNE):
        raise_faults(check_layers(charter, draft))
        lower = (*(each for each in lower if each.body != draft.body), draft)
    elif draft is not None:
        charter = draft
    # A ground of its own: what the other one remembers of its verdicts is not true here.
    return Ground(
        ground.directory,
        ground.register if tried.register is None else tried.register,
        ground.capacities if tried.capacities is None else tried.capacities,
        charter,
        on,
        lower,
    )
