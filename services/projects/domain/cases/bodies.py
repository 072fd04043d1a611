"""What a case file says of the bodies: its own register, bodies that only it knows, and capacities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from chassis.domain import msg
from services.projects.domain.cases import keys
from services.projects.domain.cases.reader import Plain, Reader, below
from services.projects.domain.fact_faults import LONGEST_NAME
from services.projects.domain.subsidiarity.facts import (
    Body,
    Capacity,
    Holding,
    LentAgent,
    Level,
    Mode,
    Skill,
)
from services.projects.domain.territory_import.cells import TEXT_LENGTH

LONGEST_CODE = 40


@dataclass
class Bodies:
    """The bodies that are known; a line of the register may make one more known, for this case."""

    known: dict[str, Body]
    declared: dict[str, Body] = field(default_factory=dict)

    def __contains__(self, code: str) -> bool:
        return code in self.known or code in self.declared


def register_from_plain(
    raw: Plain, reader: Reader, bodies: Bodies, competences: frozenset[str]
) -> tuple[Holding, ...]:
    """The lines of the case's own register. A line with a `level` declares its body, for every line."""
    at = keys.REGISTER.place.removesuffix("[]")
    lines = [
        (f"{at}[{index}]", _line(item, f"{at}[{index}]", reader))
        for index, item in enumerate(reader.items(raw, at))
    ]
    for here, line in lines:
        _declare(line, here, reader, bodies)
    found = [_holding(line, here, reader, bodies, competences) for here, line in lines]
    return tuple(holding for holding in found if holding is not None)


def _line(raw: Plain, at: str, reader: Reader) -> Mapping[str, Plain]:
    if raw is None:
        reader.fault(at, "REQUIRED", msg("Cette ligne est vide : retirez-la ou écrivez-la."))
    return reader.mapping(raw, at, keys.REGISTER)


def _declare(line: Mapping[str, Plain], at: str, reader: Reader, bodies: Bodies) -> None:
    level = reader.choice(line.get("level"), f"{at}.level", Level)
    name = reader.text(line.get("name"), f"{at}.name", LONGEST_NAME)
    code = line.get("body")
    if level is None or not isinstance(code, str) or not code.strip():
        return
    code = code.strip()
    known = bodies.known.get(code) or bodies.declared.get(code)
    if known is None:
        bodies.declared[code] = Body(code, level, name or code)
    elif known.level is not level:
        text = msg(
            "« {code} » est de l’échelon « {level} » : corrigez.", code=code[:40], level=known.level.value
        )
        reader.fault(f"{at}.level", "LEVEL_DIFFERS", text)


def _holding(
    line: Mapping[str, Plain], at: str, reader: Reader, bodies: Bodies, competences: frozenset[str]
) -> Holding | None:
    if not line:
        return None
    body = reader.text(line.get("body"), f"{at}.body", LONGEST_CODE, required=True)
    if body and body not in bodies:
        text = msg(
            "« {code} » n’est pas une collectivité du territoire : corrigez le code, "
            "ou ajoutez level et name.",
            code=body,
        )
        reader.fault(f"{at}.body", "UNKNOWN_BODY", text)
    competence = reader.text(line.get("competence"), f"{at}.competence", LONGEST_CODE, required=True)
    if competence and competence not in competences:
        text = msg("La compétence « {code} » n’existe pas : c’est un code BANATIC.", code=competence)
        reader.fault(f"{at}.competence", "UNKNOWN_COMPETENCE", text)
    mode = reader.chosen(line.get("mode"), f"{at}.mode", Mode)
    first, last = reader.day(line.get("from"), f"{at}.from"), reader.day(line.get("to"), f"{at}.to")
    if first and last and last < first:
        text = msg("La fin ({last}) précède le début ({first}) : corrigez.", first=first, last=last)
        reader.fault(f"{at}.to", "DATES_ORDER", text)
    holding_text = reader.text(line.get("text"), f"{at}.text", TEXT_LENGTH)
    deliberation = reader.text(line.get("deliberation"), f"{at}.deliberation", TEXT_LENGTH)
    tools = reader.truth(line.get("financial_tools"), f"{at}.financial_tools")
    if mode is None:
        return None
    return Holding(body, competence, mode, first, last, holding_text, deliberation, tools)


def capacities_from_plain(raw: Plain, reader: Reader, bodies: Bodies) -> dict[str, Capacity]:
    """Capacity by code of the body; a body without an entry has enough and is willing."""
    at = "capacity"
    found: dict[str, Capacity] = {}
    for code, item in reader.mapping(raw, at).items():
        here = below(at, code)
        if code not in bodies:
            text = msg("« {code} » n’est pas une collectivité du territoire.", code=code[:LONGEST_CODE])
            reader.fault(here, "UNKNOWN_BODY", text)
        if item is not None:
            found[code] = _capacity(reader.mapping(item, here, keys.CAPACITY), here, reader, bodies)
    return found


def _capacity(written: Mapping[str, Plain], at: str, reader: Reader, bodies: Bodies) -> Capacity:
    days: dict[Skill, Decimal] | None = None
    if written.get("person_days") is not None:
        days = reader.days_by_skill(written["person_days"], f"{at}.person_days")
    return Capacity(
        person_days=days,
        willing=reader.truth(written.get("willing"), f"{at}.willing", default=True),
        lent_agents=_agents(written.get("lent_agents"), f"{at}.lent_agents", reader, bodies),
        deliberation=reader.text(written.get("deliberation"), f"{at}.deliberation", TEXT_LENGTH),
    )


def _agents(raw: Plain, at: str, reader: Reader, bodies: Bodies) -> tuple[LentAgent, ...]:
    agents: dict[str, LentAgent] = {}
    for index, item in enumerate(reader.items(raw, at)):
        here = f"{at}[{index}]"
        written = reader.mapping(item, here, keys.AGENT)
        agent_id = reader.text(written.get("id"), f"{here}.id", LONGEST_NAME, required=True)
        if agent_id and agent_id in agents:
            text = msg("L’agent « {agent} » figure deux fois : gardez une ligne.", agent=agent_id)
            reader.fault(f"{here}.id", "DUPLICATE_ENTRY", text)
        employer = reader.text(written.get("employer"), f"{here}.employer", LONGEST_CODE, required=True)
        if employer and employer not in bodies:
            text = msg("« {code} » n’est pas une collectivité du territoire.", code=employer)
            reader.fault(f"{here}.employer", "UNKNOWN_BODY", text)
        names = reader.items(written.get("skills"), f"{here}.skills")
        skills = [reader.chosen(name, f"{here}.skills[{i}]", Skill) for i, name in enumerate(names)]
        days = reader.days(written.get("days"), f"{here}.days") or Decimal(0)
        agents[agent_id] = LentAgent(agent_id, employer, frozenset(s for s in skills if s is not None), days)
    return tuple(agents.values())
