"""Moments as people here write them."""

from datetime import datetime, timedelta

from intake import CITY_ZONE


def local_time(at: datetime) -> str:
    """City time as people here write it: ``11月25日 17:30``; midnight is 24:00 of the day that ends."""
    day, clock = _day_and_clock(at)
    return f"{day.month}月{day.day}日 {clock}"


def local_time_en(at: datetime) -> str:
    """City time in English: ``25 Nov 17:30``."""
    day, clock = _day_and_clock(at)
    return f"{day:%-d %b} {clock}"


def _day_and_clock(at: datetime) -> tuple[datetime, str]:
    local = at.astimezone(CITY_ZONE)
    if local.hour == local.minute == 0:
        return local - timedelta(days=1), "24:00"
    return local, f"{local:%H:%M}"
