"""The `archipel` command: one file per command, French on screen, `--json` for machines."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; what can be put right is told in a sentence, without a trace."""
    from chassis.domain import DomainError
    from node.cli import app, output
    from node.errors import NodeError
    from node.files import file_refusal

    try:
        app.app()
    except NodeError as error:
        output.refusal(error.code, error.text)
        sys.exit(1)
    except DomainError as error:
        output.refusal(error.reason, str(error.text))
        sys.exit(1)
    except OSError as error:
        refused = file_refusal(error)
        if refused is None:
            raise
        output.refusal(refused.code, refused.text)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
