"""Provisions the realm of an embedded node, as a process of its own: python -m node.identity.

The supervisor runs it once Keycloak answers, at every start; its settings come from the environment
(`EmbeddedSettings`). It says one line, or why it failed, and answers 0 or 1.
"""

from __future__ import annotations

import os
import sys

from node.errors import NodeError
from node.identity.operator import embedded
from node.identity.provision import provision


def main() -> int:
    try:
        done = provision(*embedded(dict(os.environ)))
    except NodeError as error:
        sys.stderr.write(f"{error.text}\n")
        return 1
    sys.stdout.write(f"{done.summary()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
