"""A real Keycloak beside the node: fetched by its Maven coordinates, run in production mode on loopback."""
