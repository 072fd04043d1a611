"""Resource names that stand in answers."""


def body_name(code: str) -> str:
    return f"territories/{code}" if code else ""


def actor_name(actor: str) -> str:
    """A person as "people/{id}"; a service or an operator as it stands in the journal."""
    return actor if not actor or ":" in actor else f"people/{actor}"
