"""A clock the test sets."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Callable like the service's clock: aware UTC, truncated to milliseconds. Stands still until moved."""

    def __init__(self, now: datetime = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)) -> None:
        self.set(now)

    def __call__(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        now = now.astimezone(UTC)
        self._now = now.replace(microsecond=now.microsecond // 1000 * 1000)

    def advance(self, by: timedelta) -> datetime:
        self.set(self._now + by)
        return self._now
