"""One entry, as it is told to one follower."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from intake import Entry, Report, Role


class Words(NamedTuple):
    """A title of up to 20 characters and a sentence or two, in Chinese and in English."""

    title: str
    body: str
    title_en: str
    body_en: str


@dataclass(frozen=True, slots=True)
class Telling:
    """What the words of one entry may draw on.

    Attributes:
        report: as it stands.
        entry: what is told.
        about: number of the follower's own report where it was merged into this one; None for whoever filed
            this one. Nothing that the other reporter wrote may be told to such a follower.
    """

    report: Report
    entry: Entry
    about: str | None = None

    @property
    def number(self) -> str:
        """The number that the follower knows."""
        return self.about or self.report.number

    @property
    def is_own(self) -> bool:
        """Whether the follower filed this very report."""
        return self.about is None

    @property
    def is_by_rule(self) -> bool:
        """Whether nobody did it: a time was over."""
        return self.entry.role is Role.RULE

    @property
    def department(self) -> str:
        """The department that the entry concerns, or nothing."""
        return self.entry.department.name if self.entry.department else ""

    @property
    def said(self) -> str:
        """The words of the entry, or nothing."""
        return self.entry.words or ""

    def moment(self, name: str) -> datetime | None:
        """A moment among the entry's details."""
        found: datetime | None = self.entry.details.get(name)
        return found
