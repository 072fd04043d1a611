"""What browsers report of the content policy: something tried to run or load here that is none of ours."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.responses import Response

from services.portal.web.routing import post
from services.portal.web.visit import Visit
from services.portal.web.way_in import REPORTS

DIRECTIVE = re.compile(r"[a-z-]{1,40}")
MOST_REPORTS = 20


async def take(visit: Visit) -> Response:
    """Both forms: `report-uri` (one object) and the Reporting API (a list). Of what a browser says only the
    name of the directive is believed, and only where it looks like one.
    """
    try:
        said = json.loads(await visit.request.body())
    except (ValueError, RecursionError):
        return Response(status_code=400)
    for report in (said if isinstance(said, list) else [said])[:MOST_REPORTS]:
        directive = _directive(report)
        if directive:
            visit.portal.incidents.note("CSP_VIOLATION", f"{visit.place} {directive}")
    return Response(status_code=204)


def _directive(report: Any) -> str:
    match report:
        case {"csp-report": {"effective-directive": str(name)}}:
            """Of `report-uri`."""
        case {"csp-report": {"violated-directive": str(name)}}:
            """Of `report-uri`, in older browsers."""
        case {"type": "csp-violation", "body": {"effectiveDirective": str(name)}}:
            """Of the Reporting API."""
        case _:
            return ""
    return name if DIRECTIVE.fullmatch(name) else "other"


routes = [post(REPORTS, take, limit="reports")]
