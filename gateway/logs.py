"""Structured logs: one line an event of the program, tied to its request by a correlation id."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from gateway.settings import LogFormat


def configure_logs(style: LogFormat) -> None:
    """Send every logger of the process, ours and the libraries', through one formatter to stderr."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if style is LogFormat.JSON:
        render: list[Any] = [
            # without local variables: they hold tokens, words and places of people
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        plain = structlog.dev.plain_traceback
        render = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # They repeat what our own line a request says, or quote at errors what was asked.
    for name, level in {
        "uvicorn.access": logging.CRITICAL,
        "uvicorn.error": logging.WARNING,
        "strawberry": logging.CRITICAL,
        "httpx": logging.WARNING,  # it writes whole URLs, and WeChat's carry secrets
        "aiobotocore": logging.WARNING,
        "botocore": logging.WARNING,
        "pymongo": logging.WARNING,
    }.items():
        logging.getLogger(name).setLevel(level)


@contextmanager
def quiet(name: str) -> Iterator[None]:
    """Keep one logger to warnings while something else is being shown."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
