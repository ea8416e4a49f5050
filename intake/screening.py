"""Whether a person had better read words before others do; a machine says so, and never costs a report."""

import asyncio
import logging
from enum import StrEnum
from typing import Protocol

from intake.words import is_blank

BUDGET_S = 1.0
"""Longest that a report waits for it, in seconds."""
_log = logging.getLogger(__name__)


class Screening(StrEnum):
    """What speaks against showing a report's words to others before a person has read them."""

    RISKY = "risky"
    UNCHECKED = "unchecked"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return {"risky": "疑似违规", "unchecked": "未经检测"}[self]


class TextCheck(Protocol):
    """The port to whoever checks words."""

    async def screen(self, text: str, reporter: str) -> Screening | None:
        """What speaks against these words of this reporter; None where nothing does, or none are checked."""
        ...


async def screen(check: TextCheck | None, text: str, reporter: str) -> Screening | None:
    """What the check says within a second; ``unchecked`` where it fails or takes longer."""
    if check is None or is_blank(text):
        return None
    try:
        async with asyncio.timeout(BUDGET_S):
            return await check.screen(text, reporter)
    except Exception as error:  # noqa: BLE001 - whatever a check raises, the report is kept
        _log.warning("the words of a report were not checked: %s", type(error).__name__)
        return Screening.UNCHECKED
