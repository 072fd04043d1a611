"""How the commands and the supervisor reach a service of the node: with the certificates of its settings."""

from __future__ import annotations

import grpc

from chassis.settings import TlsSettings
from chassis.transport import BadCertificates, Certificates, open_channel
from node.errors import NodeError


def channel_to(address: str, settings: TlsSettings | None) -> grpc.aio.Channel:
    """A channel to a service. Raises NodeError when the certificates are of no use."""
    try:
        return open_channel(address, Certificates.of(settings) if settings else None)
    except BadCertificates as error:
        raise NodeError(
            "CERTIFICATES_INVALID",
            "Les fichiers de ARCHIPEL_TLS_CERTIFICATE, ARCHIPEL_TLS_KEY et ARCHIPEL_TLS_CA ne vont pas "
            f"ensemble, ou ne sont pas des certificats ({error.__cause__}).",
        ) from error
