"""Mutual TLS between the parts of a node: whoever calls a service shows a certificate, as the service does.

Without certificates the boundary is the network: loopback on one machine, network policies in a cluster.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import structlog

from chassis.settings import TlsSettings

Options = Sequence[tuple[str, Any]]

log = structlog.get_logger("transport")


class BadCertificates(ValueError):
    """The files are missing, no certificates, or do not belong together."""


@dataclass(frozen=True)
class Certificates:
    """What a part shows of itself, and whose certificates it believes. All three files are PEM."""

    certificate: Path
    key: Path
    authority: Path

    @classmethod
    def of(cls, settings: TlsSettings) -> Certificates | None:
        """Those of the settings; None when they name none. Raise BadCertificates when they are of no use."""
        if not (settings.tls_certificate and settings.tls_key and settings.tls_ca):
            return None
        made = cls(settings.tls_certificate, settings.tls_key, settings.tls_ca)
        made.context()
        return made

    def context(self) -> ssl.SSLContext:
        """For a client of NATS, read anew from the files. Raise BadCertificates."""
        try:
            context = ssl.create_default_context(cafile=self.authority)
            context.load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as error:
            files = f"tls_certificate={self.certificate}, tls_key={self.key}, tls_ca={self.authority}"
            raise BadCertificates(
                f"These files are no certificates that belong together ({error}): {files}"
            ) from error
        return context

    def channel(self) -> grpc.ChannelCredentials:
        """What a caller shows, and which services it believes."""
        return grpc.ssl_channel_credentials(
            self.authority.read_bytes(), self.key.read_bytes(), self.certificate.read_bytes()
        )

    def server(self) -> grpc.ServerCredentials:
        """Demands a certificate of each caller. The files are looked at before each new connection, so that
        they may be renewed while the service runs.
        """
        latest = Latest(self)
        return grpc.dynamic_ssl_server_credentials(
            latest.read(),
            latest.newer,  # type: ignore[arg-type]  # None means no change; the stubs forget it
            require_client_authentication=True,
        )


@dataclass
class Latest:
    """The certificates as the files hold them now."""

    files: Certificates
    _read: tuple[bytes, ...] = field(default=())

    def read(self) -> grpc.ServerCertificateConfiguration:
        files = self.files
        self._read = key, certificate, authority = _contents(files)
        return grpc.ssl_server_certificate_configuration([(key, certificate)], authority)

    def newer(self) -> grpc.ServerCertificateConfiguration | None:
        """What to go on with; None for what was read last, also while a renewal is only half written."""
        try:
            if _contents(self.files) == self._read:
                return None
            self.files.context()
            renewed = self.read()
        except (OSError, BadCertificates):
            log.exception("the certificates cannot be renewed")
            return None
        log.info("the certificates were renewed")
        return renewed


def _contents(files: Certificates) -> tuple[bytes, ...]:
    return files.key.read_bytes(), files.certificate.read_bytes(), files.authority.read_bytes()


def open_channel(address: str, certificates: Certificates | None, options: Options = ()) -> grpc.aio.Channel:
    """A channel to a service at host:port, which must show a certificate of that host if we have some."""
    if certificates is None:
        return grpc.aio.insecure_channel(address, options=options)
    return grpc.aio.secure_channel(address, certificates.channel(), options=options)
