"""``token``: bearer tokens of development."""

from datetime import timedelta
from typing import Annotated

import typer

from gateway.cli.configured import configured, development_identity
from gateway.cli.console import fail, out
from gateway.identity import TOKEN_ROLES
from intake import Actor, Role

app = typer.Typer()


@app.command("token")
def token_command(
    role: Annotated[str, typer.Argument(help=" | ".join(role for role in TOKEN_ROLES))],
    name: Annotated[str, typer.Option(help="编号。Id of the person.")] = "dev",
    department: Annotated[
        list[str] | None, typer.Option(help="部门代码，可多次。Department key, e.g. CG-441900004000.")
    ] = None,
    town: Annotated[
        list[str] | None, typer.Option(help="核查员的镇街代码，可多次。Town of an inspector: 441900004000.")
    ] = None,
    hours: Annotated[int, typer.Option(min=1, max=720, help="有效小时数。Valid for so many hours.")] = 12,
) -> None:
    """签发开发令牌。Print a bearer token; development only."""
    if role not in TOKEN_ROLES:
        fail(f"角色须为 {'、'.join(TOKEN_ROLES)} 之一\nThe role is one of {', '.join(TOKEN_ROLES)}")
    known = TOKEN_ROLES[role]
    if known in {Role.OFFICER, Role.HUB} and not department:
        fail(
            f"{known.zh}须指定部门：--department CG-441900004000\n"
            f"The role {role} needs --department CG-441900004000"
        )
    if known is Role.INSPECTOR and not town:
        fail(f"{known.zh}须指定镇街：--town 441900004000\nThe role {role} needs --town 441900004000")
    actor = Actor(id=name, role=known, departments=frozenset(department or ()), towns=frozenset(town or ()))
    out.print(development_identity(configured()).issue(actor, timedelta(hours=hours)), soft_wrap=True)
