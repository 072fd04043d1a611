"""The tree of commands."""

from __future__ import annotations

import typer

from node.cli import (
    audit,
    charters,
    generate,
    identity,
    login,
    logout,
    parked,
    people,
    projects,
    rebuild,
    register,
    status,
    subsidiarity,
    subsidiarity_coverage,
    subsidiarity_replay,
    subsidiarity_simulate,
    territories,
    up,
)

app = typer.Typer(
    name="archipel",
    help="Archipel : des communes, des agglomérations et un pôle qui portent leurs projets ensemble.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("up")(up.up)
app.command("status")(status.status)
app.command("login")(login.login)
app.command("logout")(logout.logout)

projects_commands = typer.Typer(help="Les projets.", no_args_is_help=True)
projects_commands.command("list")(projects.list_command)
app.add_typer(projects_commands, name="projects")

territories_commands = typer.Typer(help="Les collectivités du territoire.", no_args_is_help=True)
territories_commands.command("list")(territories.list_command)
territories_commands.command("import")(territories.import_command)
app.add_typer(territories_commands, name="territories")

subsidiarity_commands = typer.Typer(help="Qui porte un projet, et pourquoi.", no_args_is_help=True)
subsidiarity_commands.command("evaluate")(subsidiarity.evaluate_command)
subsidiarity_commands.command("coverage")(subsidiarity_coverage.coverage_command)
subsidiarity_commands.command("simulate")(subsidiarity_simulate.simulate_command)
subsidiarity_commands.command("replay")(subsidiarity_replay.replay_command)
app.add_typer(subsidiarity_commands, name="subsidiarity")

charters_commands = typer.Typer(help="Les règles que les assemblées votent.", no_args_is_help=True)
charters_commands.command("list")(charters.list_command)
charters_commands.command("show")(charters.show_command)
charters_commands.command("diff")(charters.diff_command)
app.add_typer(charters_commands, name="charters")

register_commands = typer.Typer(help="Qui exerce quelle compétence, depuis quand.", no_args_is_help=True)
register_commands.command("who")(register.who_command)
register_commands.command("list")(register.list_command)
register_commands.command("history")(register.history_command)
app.add_typer(register_commands, name="register")

parked_commands = typer.Typer(help="Ce qu’un lecteur a mis de côté.", no_args_is_help=True)
parked_commands.command("list")(parked.list_command)
parked_commands.command("replay")(parked.replay_command)
app.add_typer(parked_commands, name="parked")

audit_commands = typer.Typer(help="Les journaux.", no_args_is_help=True)
audit_commands.command("verify")(audit.verify_command)
audit_commands.command("incidents")(audit.incidents_command)
app.add_typer(audit_commands, name="audit")

identity_commands = typer.Typer(help="Les comptes et les droits, dans Keycloak.", no_args_is_help=True)
identity_commands.command("provision")(identity.provision_command)
identity_commands.command("diff")(identity.diff_command)
identity_commands.command("check")(identity.check_command)
app.add_typer(identity_commands, name="identity")

people_commands = typer.Typer(help="Les données personnelles.", no_args_is_help=True)
people_commands.command("export")(people.export_command)
people_commands.command("forget")(people.forget_command)
app.add_typer(people_commands, name="people")

app.command("rebuild")(rebuild.rebuild_command)
app.command("generate")(generate.generate_command)
