"""The only place that knows both the wire and the domain."""
