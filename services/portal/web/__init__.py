"""What every page stands on: the visit, routing, rendering, security headers."""
