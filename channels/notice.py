"""What a follower is told of one entry, in Chinese with English beside."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Words about one public entry of one report.

    Attributes:
        report_id: id of the report.
        number: the number that its reader knows: of their own report, where it was merged into that one.
        seq: the entry's place on the report's timeline.
        at: when the entry was made, aware UTC.
        title: up to 20 characters, what a phone shows in its list.
        body: the whole message in Chinese.
        title_en: the title in English.
        body_en: the message in English.
    """

    report_id: str
    number: str
    seq: int
    at: datetime
    title: str
    body: str
    title_en: str
    body_en: str
