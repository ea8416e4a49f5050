"""``worker``: deliveries and alarms without requests."""

import typer

from gateway.cli.configured import configured
from gateway.cli.console import run
from gateway.serve import run_worker

app = typer.Typer()


@app.command("worker")
def worker_command() -> None:
    """只运行投递进程。Deliver notices, without serving requests."""
    settings = configured()
    run(lambda: run_worker(settings))
