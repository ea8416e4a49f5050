"""When to leave a service alone."""

from collections.abc import Callable

from routing.geocode.failure import Failure

MOST_FAILURES = 5
"""So many failures in a row and the service is left alone for a while."""

REST_S = 30.0
LONG_REST_S = 600.0
"""A key or a quota does not mend itself in half a minute."""


class Circuit:
    """Counts failures in a row, and says when to rest. The first failure after a rest begins the next.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._until = clock()

    @property
    def resting(self) -> bool:
        """Whether nobody should ask now."""
        return self._clock() < self._until

    def succeeded(self) -> None:
        """The service answered."""
        self._failures = 0

    def failed(self, failure: Failure) -> None:
        """The service did not answer. A question that it refused is its answer."""
        if failure is Failure.REFUSED:
            self.succeeded()
            return
        self._failures += 1
        if failure in {Failure.KEY, Failure.QUOTA}:
            self._rest(LONG_REST_S)
        elif self._failures >= MOST_FAILURES:
            self._rest(REST_S)

    def _rest(self, seconds: float) -> None:
        self._until = max(self._until, self._clock() + seconds)
