"""``schema``: the committed GraphQL schema."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.console import fail
from schema import build_schema

SNAPSHOT = Path(__file__).parents[2] / "schema" / "schema.graphql"
app = typer.Typer()


@app.command("schema")
def schema_command(
    *,
    check: Annotated[bool, typer.Option("--check", help="只比较，不写入。Compare only.")] = False,
) -> None:
    """写出 schema/schema.graphql，或检查它是否最新。Write the committed schema, or check it."""
    current = build_schema(introspection=True).as_str() + "\n"
    if not check:
        SNAPSHOT.write_text(current, "utf-8")
    elif not SNAPSHOT.exists() or SNAPSHOT.read_text("utf-8") != current:
        fail("schema/schema.graphql 已过期，请重新生成\nThe snapshot is stale: python -m gateway schema")
