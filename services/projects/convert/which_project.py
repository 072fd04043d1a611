"""Which project a request is about, and for which body it acts."""

from __future__ import annotations

from collections.abc import Iterable

from chassis.domain import Fault, InvalidInput, raise_faults
from chassis.wire import name_from_wire, uuid_name_from_wire


def project_of(name: str) -> str:
    faults: list[Fault] = []
    project_id = uuid_name_from_wire(name, "projects", "name", faults)
    raise_faults(faults)
    return project_id


def acting(
    name: str, body: str, stopping: Iterable[Fault] = (), besides: Iterable[Fault] = ()
) -> tuple[str, str]:
    """The project and the body that acts. Raise with `stopping` and `besides` when the request cannot be
    read; what is only wrong `besides` is the domain's to refuse, after the right to act was checked.
    """
    faults: list[Fault] = []
    project_id = uuid_name_from_wire(name, "projects", "name", faults)
    code = name_from_wire(body, "territories", "body", faults)
    faults.extend(stopping)
    if faults:
        raise InvalidInput([*faults, *besides])
    return project_id, code
