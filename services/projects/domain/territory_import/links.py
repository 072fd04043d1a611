"""Checks how the bodies of a folder stand to one another: codes, membership, neighbours."""

from collections import Counter
from collections.abc import Iterable

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.territory import BODY_LEVELS_ABOVE
from services.projects.domain.territory_import.bodies import BodyLine
from services.projects.domain.territory_import.faults import Faults
from services.projects.domain.territory_import.manifest import BODIES


class Links:
    """All bodies of the folder, to be checked against one another."""

    def __init__(self, bodies: Iterable[BodyLine], codes: Iterable[str], faults: Faults) -> None:
        """`codes` are those of every line, readable or not: a link to an unreadable line is no fault."""
        self._bodies = tuple(bodies)
        self._by_code = {body.facts.code: body for body in reversed(self._bodies)}
        self._codes = frozenset(codes)
        self._faults = faults

    def check(self) -> None:
        self._refuse_twins("code", "DUPLICATE_CODE")
        self._refuse_twins("siren", "DUPLICATE_SIREN")
        for body in self._bodies:
            for code in body.facts.members_of:
                self._check_membership(body, code)
            self._check_agglomeration(body)
            for code in body.facts.neighbours:
                self._check_neighbour(body, code)

    def _refuse_twins(self, column: str, reason: str) -> None:
        seen: dict[str, int] = {}
        for body in self._bodies:
            value = str(getattr(body.facts, column))
            if value and value in seen:
                self._fault(
                    body,
                    column,
                    reason,
                    msg(
                        "« {value} » figure déjà à la ligne {line} : chaque collectivité a une seule ligne.",
                        value=value,
                        line=seen[value],
                    ),
                )
            elif value:
                seen[value] = body.line

    def _check_membership(self, body: BodyLine, code: str) -> None:
        upper = self._by_code.get(code)
        if upper is None:
            self._refuse_unknown(body, "members_of", "MEMBER_UNKNOWN", code)
        elif upper.facts.level not in BODY_LEVELS_ABOVE[body.facts.level]:
            self._fault(
                body,
                "members_of",
                "MEMBER_LEVEL",
                msg(
                    "« {code} » est de l’échelon « {above} » : une collectivité de l’échelon « {level} » "
                    "ne peut pas en être membre. Échelons possibles : {levels}.",
                    code=code,
                    above=upper.facts.level,
                    level=body.facts.level,
                    levels=", ".join(sorted(BODY_LEVELS_ABOVE[body.facts.level])) or "–",
                ),
            )

    def _check_agglomeration(self, body: BodyLine) -> None:
        if body.facts.level is not Level.COMMUNE:
            return
        uppers = Counter(
            upper.facts.level for code in body.facts.members_of if (upper := self._by_code.get(code))
        )
        if uppers[Level.AGGLOMERATION] > 1:
            self._fault(
                body,
                "members_of",
                "TWO_AGGLOMERATIONS",
                msg("Une commune est membre d’une seule agglomération (CGCT L5210-2) : n’en gardez qu’une."),
            )

    def _check_neighbour(self, body: BodyLine, code: str) -> None:
        other = self._by_code.get(code)
        if other is None:
            self._refuse_unknown(body, "neighbours", "NEIGHBOUR_UNKNOWN", code)
        elif Level.COMMUNE is not other.facts.level or Level.COMMUNE is not body.facts.level or other is body:
            self._fault(
                body,
                "neighbours",
                "NEIGHBOUR_LEVEL",
                msg(
                    "« {code} » n’est pas une autre commune : seules deux communes sont voisines.", code=code
                ),
            )
        elif body.facts.code not in other.facts.neighbours:
            self._fault(
                body,
                "neighbours",
                "NEIGHBOUR_ONE_SIDED",
                msg(
                    "« {code} » (ligne {line}) ne nomme pas cette commune parmi ses voisines : "
                    "ajoutez-la ou retirez celle-ci.",
                    code=code,
                    line=other.line,
                ),
            )

    def _refuse_unknown(self, body: BodyLine, column: str, reason: str, code: str) -> None:
        if code in self._codes:
            return
        self._fault(
            body,
            column,
            reason,
            msg(
                "« {code} » n’est sur aucune ligne du fichier : corrigez le code ou retirez-le "
                "(les collectivités hors du territoire ne sont pas nommées).",
                code=code,
            ),
        )

    def _fault(self, body: BodyLine, column: str, reason: str, text: Text) -> None:
        self._faults.add(BODIES, body.line, column, reason, text)
