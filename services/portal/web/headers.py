"""The headers that stand on every answer: what a browser may load here, run here, and do with the page."""

from __future__ import annotations

from collections.abc import Mapping

from services.portal.web.way_in import FRONT_CHANNEL, REPORTS, origin_of

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    # Signing in and out are forms that lead on to the provider.
    "form-action 'self' {issuer}",
    # htmx writes what the portal answers into the page; trusted.js says that this is all it may do.
    "require-trusted-types-for 'script'",
    "trusted-types default",
    "report-uri " + REPORTS,
    "report-to csp",
)

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), payment=(), publickey-credentials-get=(), usb=()"
    ),
    "Reporting-Endpoints": f'csp="{REPORTS}"',
}

A_YEAR = 365 * 24 * 3600


class SecurityHeaders:
    """Made once; the address of the front-channel logout alone may stand in a frame of the provider."""

    def __init__(self, public_url: str, issuer: str) -> None:
        common = dict(COMMON)
        if public_url.startswith("https://"):
            common["Strict-Transport-Security"] = f"max-age={A_YEAR}"
        policy = "; ".join(POLICY).format(issuer=origin_of(issuer))
        self._usual = {
            **common,
            "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
            "X-Frame-Options": "DENY",
        }
        self._framed = {
            **common,
            "Content-Security-Policy": f"{policy}; frame-ancestors {origin_of(issuer)}",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }

    def of(self, path: str) -> Mapping[str, str]:
        return self._framed if path == FRONT_CHANNEL else self._usual
