"""The node with its demo shows people what they are told it shows."""

import asyncio
import os
import subprocess
from pathlib import Path

import httpx

from node import processes
from node.personas import PASSWORD, PERSONAS
from node.sign_in import walk
from tests.fixtures.node import ARCHIPEL
from tests.fixtures.whole_node import WholeNode


def test_the_welcome_names_every_persona_and_the_password(whole_node: WholeNode) -> None:
    assert processes.wait_until(lambda: "Ctrl-C arrête tout" in whole_node.said.read_text(), patience=30.0)
    said = whole_node.said.read_text()
    assert all(persona.login in said and persona.name in said for persona in PERSONAS)
    assert PASSWORD in said


async def test_status_says_that_every_part_is_well_within_the_memory_promised(whole_node: WholeNode) -> None:
    seen = await whole_node.run("status")
    assert seen["healthy"]
    assert [part["part"] for part in seen["parts"]] == [
        "postgres", "nats", "canaille", "projects", "labels", "engineering", "funding", "portal",
    ]  # fmt: skip
    assert seen["memory_mb"] < 1000
    assert all(service["parked"] == 0 for service in seen["services"])


async def test_the_whole_reference_territory_is_there(whole_node: WholeNode) -> None:
    bodies = await whole_node.run("territories", "list")
    communes = [body for body in bodies if body["level"] == "LEVEL_COMMUNE"]
    assert len(communes) == 150
    assert sum(int(body["population"]) for body in communes) == 644_460
    assert len(await whole_node.run("territories", "list", "--member-of", "246200364")) == 36


async def test_the_register_tells_who_held_a_competence_in_a_commune_on_a_day(
    whole_node: WholeNode,
) -> None:
    held = await whole_node.run("register", "who", "7555", "lens", "--on", "2019-03-01")
    assert (held["kind"], held["able"]) == (
        "COVERAGE_KIND_SHARED", ["territories/62498", "territories/246200364"],
    )  # fmt: skip
    assert "À Lens, la compétence 7555 se partage" in held["because"]
    assert await whole_node.run("register", "list", "--competence", "7555")
    assert len(await whole_node.run("register", "history", "--limit", "3")) == 3


async def test_the_charter_in_force_is_shown_and_held_against_itself(whole_node: WholeNode) -> None:
    assert "charters/founding" in [each["name"] for each in await whole_node.run("charters", "list")]
    charter = await whole_node.run("charters", "show")
    assert [rule["id"] for rule in charter["rules"]] == [f"R{number}" for number in range(12)]
    assert "changes" not in await whole_node.run("charters", "diff", "founding")


async def test_without_a_sign_in_only_what_is_decided_shows(whole_node: WholeNode) -> None:
    shown = await whole_node.run("projects", "list")
    assert shown
    assert {project["state"] for project in shown} == {"PROJECT_STATE_ACCEPTED"}


async def test_login_shows_what_the_persons_body_may_see(whole_node: WholeNode, tmp_path: Path) -> None:
    environment = os.environ | {
        "ARCHIPEL_DATA": str(whole_node.settings.data),
        "XDG_CONFIG_HOME": str(tmp_path),
        "PYTHONUNBUFFERED": "1",
    }

    async def archipel(*arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            ARCHIPEL, *arguments, env=environment, stdout=asyncio.subprocess.PIPE
        )

    login = await archipel("login", "--no-browser")
    assert login.stdout is not None
    await login.stdout.readline()
    address = (await login.stdout.readline()).decode().strip()
    async with httpx.AsyncClient() as browser:
        callback = await walk(browser, address, "maire.lens", PASSWORD, until="http://127.0.0.1:876")
        assert "fermer cette page" in (await browser.get(callback)).text
    await login.communicate()
    assert login.returncode == 0
    listed, _ = await (await archipel("projects", "list", "--json")).communicate()
    assert b"PROJECT_STATE_DRAFT" in listed


async def test_a_person_signs_in_on_the_portal(whole_node: WholeNode) -> None:
    url = whole_node.settings.public_url
    async with httpx.AsyncClient() as browser:
        end = await walk(browser, f"{url}/connexion", "maire.loos", PASSWORD, until=f"{url}/auth/callback")
        page = await browser.get(end, follow_redirects=True)
    assert page.status_code == 200
    assert "Claire Delattre" in page.text


def test_a_second_start_on_the_same_data_says_that_the_node_runs(whole_node: WholeNode) -> None:
    refused = subprocess.run(
        [ARCHIPEL, "up", f"--data={whole_node.settings.data}"], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "tourne déjà" in refused.stderr
    assert whole_node.settings.public_url in refused.stderr
