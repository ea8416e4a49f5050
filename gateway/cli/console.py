"""What a command says and how it ends."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Never

import typer
import uvloop
from rich.console import Console

from gateway.client import ClientError
from gateway.embedded import EmbeddedError
from gateway.serve import ServeError
from gateway.settings import SettingsError
from intake import Unavailable, UserError

out = Console()
err = Console(stderr=True)


MISUSED = 2
"""Exit code where what the command was given breaks a rule; the one that typer uses."""


def fail(words: str, code: int = 1) -> Never:
    """Say what is wrong, in both languages a line each, and end with this exit code."""
    err.print(words, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)


def run(main: Callable[[], Awaitable[int]]) -> None:
    """Run to the end; failures that a person can mend are told in a sentence, with exit code 1 or 2.

    Args:
        main: does the work and gives the exit code.

    Raises:
        typer.Exit: always, with the exit code.
    """

    async def whole() -> int:
        return await main()

    try:
        code = uvloop.run(whole())
    except (EmbeddedError, ServeError, SettingsError, ClientError, OSError) as error:
        fail(str(error))
    except Unavailable as error:
        name = {"database": "MONGODB_URI", "object_store": "S3_ENDPOINT_URL"}.get(error.part, error.part)
        fail(f"无法连接 {name} 所指的服务，请检查地址和账号\nCannot reach {name}; check address and account")
    except UserError as error:
        fail(f"{error.zh}\n{error.en}", MISUSED)
    except (asyncio.CancelledError, KeyboardInterrupt):
        err.print("已停止 · Stopped")
        code = 130
    raise typer.Exit(code)
