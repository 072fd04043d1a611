"""What the rules answered, as JSON: sentences stay templates with their values, to be translated later."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chassis.domain import Text
from services.funding.domain.checks import Check, Figure, Outcome
from services.funding.domain.verdict import Verdict
from services.funding.storage.line_json import Json, amount_or_none, amount_or_null


def verdict_to_json(verdict: Verdict) -> Json:
    return {
        "checks": [_check_to_json(check) for check in verdict.checks],
        "largest": {line: amount_or_null(amount) for line, amount in verdict.largest.items()},
        "largest_fonds_de_concours": amount_or_null(verdict.largest_fonds_de_concours),
        "framework_id": verdict.framework_id,
        "framework_version": verdict.framework_version,
    }


def verdict_from_json(data: Mapping[str, Any]) -> Verdict:
    return Verdict(
        checks=tuple(_check_from_json(check) for check in data["checks"]),
        largest={line: amount_or_none(amount) for line, amount in data["largest"].items()},
        largest_fonds_de_concours=amount_or_none(data["largest_fonds_de_concours"]),
        framework_id=data["framework_id"],
        framework_version=data["framework_version"],
    )


def _check_to_json(check: Check) -> Json:
    return {
        "rule": check.rule,
        "title": check.title,
        "article": check.article,
        "outcome": check.outcome.value,
        "text": _text_to_json(check.text),
        "figures": [_figure_to_json(figure) for figure in check.figures],
        "missing": [_text_to_json(text) for text in check.missing],
    }


def _check_from_json(data: Mapping[str, Any]) -> Check:
    return Check(
        rule=data["rule"],
        title=data["title"],
        article=data["article"],
        outcome=Outcome(data["outcome"]),
        text=_text_from_json(data["text"]),
        figures=tuple(_figure_from_json(figure) for figure in data["figures"]),
        missing=tuple(_text_from_json(text) for text in data["missing"]),
    )


def _figure_to_json(figure: Figure) -> Json:
    return {
        "key": figure.key,
        "title": _text_to_json(figure.title),
        "value": str(figure.value),
        "is_share": figure.is_share,
    }


def _figure_from_json(data: Mapping[str, Any]) -> Figure:
    return Figure(data["key"], _text_from_json(data["title"]), Decimal(data["value"]), data["is_share"])


def _text_to_json(text: Text) -> Json:
    return {"template": text.template, "values": {key: str(value) for key, value in text.values}}


def _text_from_json(data: Mapping[str, Any]) -> Text:
    return Text(data["template"], tuple(data["values"].items()))
