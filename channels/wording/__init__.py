"""The words people read of a report's steps. Pure."""

from channels.wording.notices import WORDS, is_news, notice_of
from channels.wording.times import local_time, local_time_en

__all__ = ["WORDS", "is_news", "local_time", "local_time_en", "notice_of"]
