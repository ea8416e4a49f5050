"""The command line: ``python -m gateway --help``.

A sub-command is a module here with a ``typer.Typer`` called ``app``, and its name in ``_PARTS``.
A ``Typer`` with a name is a group of commands (``catalogue load``); one without adds its commands as
they are (``serve``).
"""

import typer

from gateway.cli import (
    assets,
    audit,
    catalogue,
    classifier,
    deliveries,
    demo,
    export,
    history,
    indexes,
    layers,
    open311,
    schema,
    serve,
    token,
    worker,
)

# in the order in which --help lists them
_PARTS = (
    serve,
    worker,
    demo,
    indexes,
    token,
    schema,
    catalogue,
    assets,
    layers,
    open311,
    classifier,
    audit,
    export,
    history,
    deliveries,
)

app = typer.Typer(
    help="随手拍：市民随手拍照上报，几秒内派到责任部门。Citizen reports, at the right department in seconds.",
    epilog="设置来自环境变量，见 README。Settings come from the environment; see the README.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for _part in _PARTS:
    app.add_typer(_part.app)

__all__ = ["app"]
