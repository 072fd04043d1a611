"""What is wrong with lines that a person entered, whatever the plan: all faults at once."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from chassis.domain import Fault, hidden_faults, msg
from services.funding.domain.lines import Deliberation, LineEntry, LineKind, LinesChange, LineState
from services.funding.domain.money import amount_faults

LONGEST_PROGRAMME = 80
LONGEST_TITLE = 120
LONGEST_TEXT = 500
LONGEST_REFERENCE = 60
MOST_LINES = 50


def change_faults(change: LinesChange) -> list[Fault]:
    """All that is wrong with a change of lines, whatever the plan."""
    return cost_faults(change.cost) + entry_faults(change.lines or ())


def entry_faults(entries: Sequence[LineEntry]) -> list[Fault]:
    """Faults of each line, then of the lines together; fields are named `lines[0].amount`."""
    faults = [fault for i, entry in enumerate(entries) for fault in _one_line(f"lines[{i}]", entry)]
    faults.extend(_duplicates(entries))
    if len(entries) > MOST_LINES:
        text = msg(
            "Un plan a {most} lignes au plus ; vous en avez écrit {count}.",
            most=MOST_LINES,
            count=len(entries),
        )
        faults.append(Fault("lines", "TOO_MANY_LINES", text))
    return faults


def cost_faults(cost: Decimal | None) -> list[Fault]:
    """Zero says that nobody knows the cost yet."""
    return [] if cost is None else amount_faults("cost", cost, zero_allowed=True)


def deliberation_faults(field: str, deliberation: Deliberation | None, today: date) -> list[Fault]:
    """A vote has a date that has come and a reference (L5216-5 VI asks for both councils' votes)."""
    if deliberation is None:
        return [
            Fault(
                field,
                "DELIBERATION_MISSING",
                msg("Il manque une délibération : indiquez sa date et sa référence."),
            )
        ]
    faults = date_faults(f"{field}.date", deliberation.date, today)
    if not deliberation.reference.strip():
        text = msg("Indiquez la référence de la délibération, par exemple 2026-11-042.")
        faults.append(Fault(f"{field}.reference", "REFERENCE_MISSING", text))
    return faults + _text_faults(f"{field}.reference", deliberation.reference, LONGEST_REFERENCE)


def date_faults(field: str, day: date, today: date) -> list[Fault]:
    if day > today:
        return [Fault(field, "DATE_IN_FUTURE", msg("La date n’est pas encore passée : vérifiez-la."))]
    return []


def reason_faults(reason: str) -> list[Fault]:
    if not reason.strip():
        return [Fault("reason", "REASON_MISSING", msg("Dites pourquoi : le demandeur lira ce motif."))]
    return _text_faults("reason", reason, LONGEST_TEXT, lines=True)


def _one_line(at: str, entry: LineEntry) -> Iterator[Fault]:
    yield from amount_faults(f"{at}.amount", entry.amount)
    if entry.eligible_base is not None:
        yield from amount_faults(f"{at}.eligible_base", entry.eligible_base)
    if entry.kind is LineKind.SUBSIDY and entry.source is None:
        text = msg("Dites d’où vient la subvention : État, région, département, Europe ou autre.")
        yield Fault(f"{at}.source", "SOURCE_MISSING", text)
    if entry.kind is not LineKind.SUBSIDY and entry.source is not None:
        text = msg("Seule une subvention a une origine : laissez ce champ vide.")
        yield Fault(f"{at}.source", "SOURCE_UNEXPECTED", text)
    if entry.kind is LineKind.FONDS_DE_CONCOURS and not entry.funder:
        text = msg("Dites quelle collectivité verse le fonds de concours.")
        yield Fault(f"{at}.funder", "FUNDER_MISSING", text)
    if entry.kind is LineKind.OWN_SHARE and entry.state not in {None, LineState.PLANNED}:
        text = msg("La part du maître d’ouvrage ne se demande pas : laissez ce champ vide.")
        yield Fault(f"{at}.state", "STATE_NOT_SETTABLE", text)
    yield from _text_faults(f"{at}.programme", entry.programme, LONGEST_PROGRAMME)
    yield from _text_faults(f"{at}.funder_title", entry.funder_title, LONGEST_TITLE)
    yield from _text_faults(f"{at}.legal_basis", entry.legal_basis, LONGEST_TEXT, lines=True)


def _duplicates(entries: Sequence[LineEntry]) -> Iterator[Fault]:
    """Two lines that say the same; a refused one may be tried again."""
    ids: dict[str, int] = {}
    keys: dict[tuple[object, ...], int] = {}
    for i, entry in enumerate(entries):
        if entry.id and ids.setdefault(entry.id, i) != i:
            text = msg("La ligne {id} figure deux fois.", id=entry.id)
            yield Fault(f"lines[{i}].id", "DUPLICATE_ID", text)
        if entry.state is LineState.REFUSED:
            continue
        if (first := keys.setdefault(_key(entry), i)) != i:
            text = msg(
                "Les lignes {first} et {second} disent la même chose : gardez-en une, avec le montant total.",
                first=first + 1,
                second=i + 1,
            )
            yield Fault(f"lines[{i}]", "DUPLICATE_LINE", text)


def _key(entry: LineEntry) -> tuple[object, ...]:
    if entry.kind is LineKind.OWN_SHARE:
        return (entry.kind,)
    words = (entry.programme.strip().casefold(), entry.funder, entry.funder_title.strip().casefold())
    return (entry.kind, entry.source, *words)


def _text_faults(field: str, text: str, longest: int, *, lines: bool = False) -> list[Fault]:
    faults = hidden_faults(field, text, lines=lines)
    if len(text) > longest:
        words = msg(
            "Ce texte a {length} caractères, {longest} au plus : raccourcissez-le.",
            length=len(text),
            longest=longest,
        )
        faults.append(Fault(field, "TEXT_TOO_LONG", words))
    return faults
