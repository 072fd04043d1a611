"""Loads the demo into the node that runs on a data folder: python -m node.demo --data DIR."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chassis.domain import InvalidInput, SystemClock, paris_day
from node.demo import engineering, funding, labels, projects
from node.demo.stage import Stage
from node.errors import NodeError
from node.files import file_refusal
from node.layout import existing
from node.operations.territories import import_territory
from node.settings import ROOT, NodeSettings
from node.where import client_settings

TERRITORY = ROOT / "territories" / "artois"


@dataclass(frozen=True)
class Mark:
    """What the node remembers of its demo: its first day, and whether it was told to the end."""

    file: Path

    def read(self) -> tuple[date, bool]:
        try:
            known = json.loads(self.file.read_text())
        except FileNotFoundError:
            return paris_day(SystemClock().now()), False
        return date.fromisoformat(known["day"]), bool(known["whole"])

    def write(self, day: date, *, whole: bool) -> None:
        self.file.write_text(json.dumps({"day": day.isoformat(), "whole": whole}))


def say(text: str) -> None:
    sys.stdout.write(f"  {text}\n")
    sys.stdout.flush()


async def load(data: Path, settings: NodeSettings) -> None:
    """Import the territory (again: it may have been corrected), and tell the story unless it was told."""
    report = await import_territory(TERRITORY, data)
    if report.changed:
        say(f"✓ {report.title} : {report.bodies} collectivités")
    mark = Mark(existing(data).demo_mark)
    day, whole = mark.read()
    if whole:
        return
    mark.write(day, whole=False)
    stage = Stage(settings, day)
    try:
        await tell(stage)
    finally:
        await stage.close()
    mark.write(day, whole=True)


async def tell(stage: Stage) -> None:
    await stage.open()
    await engineering.tell(stage)
    say("✓ l’équipe d’ingénierie de la CALL et les jours des communes")
    names = await projects.tell(stage)
    say(f"✓ {len(names)} projets")
    await asyncio.gather(
        engineering.lend(stage, names["rehab"]),
        funding.tell(stage, names["belt"]),
        labels.tell(stage, names["belt"]),
    )
    say("✓ jours prêtés, fonds de concours, label")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m node.demo")
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    try:
        asyncio.run(load(data, client_settings(data)))
    except NodeError as error:
        sys.stdout.write(f"  ! {error.text}\n  « make demo-reset » recommence à neuf.\n")
        return 1
    except OSError as error:
        unusable = file_refusal(error)
        if unusable is None:
            raise
        sys.stdout.write(f"  ! {unusable.text}\n")
        return 1
    except InvalidInput as refused:
        for fault in refused.faults:
            sys.stdout.write(f"  ! {fault.field} : {fault.text}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
