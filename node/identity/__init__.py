"""Brings a realm of Keycloak to what a territory needs, says what differs from it, and mends that alone."""
