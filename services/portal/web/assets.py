"""Static files. htmx is taken from the installed Canaille wheel, which the lock pins: no copy of it
stands in the repository. Where that wheel is not installed pages go on without it, as without JavaScript.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

STATIC = Path(__file__).resolve().parent.parent / "static"

FOR_EVER = "public, max-age=31536000, immutable"


def _assets() -> dict[str, Path]:
    found = {path.name: path for path in STATIC.iterdir() if path.is_file()}
    canaille = find_spec("canaille")
    for folder in (canaille.submodule_search_locations or []) if canaille else []:
        htmx = Path(folder) / "static" / "htmx" / "htmx.min.js"
        if htmx.is_file():
            found["htmx.min.js"] = htmx
    return found


ASSETS = _assets()


async def serve(request: Request) -> Response:
    """One static file, by its name alone."""
    path = ASSETS.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, headers={"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"})
