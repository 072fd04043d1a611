"""Helpers for tests of any service: tokens of a test issuer, a running service, waiting with a deadline."""
