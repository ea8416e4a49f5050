"""How many whole photos are in memory at once, in all and of one person."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from intake import Unavailable

IN_ALL = 8
OF_ONE_OWNER = 2
PATIENCE_S = 5.0


class Places:
    """Places for photos that are being read, developed and stored; whoever finds none waits in line.

    Args:
        in_all: places there are.
        of_one_owner: places one owner holds at most, so that nobody takes them all.
        patience_s: seconds after which waiting is given up.
    """

    def __init__(
        self, in_all: int = IN_ALL, of_one_owner: int = OF_ONE_OWNER, patience_s: float = PATIENCE_S
    ) -> None:
        self._in_all = asyncio.Semaphore(in_all)
        self._of_one_owner = of_one_owner
        self._patience_s = patience_s
        # An owner's line is forgotten with the last one who stands in it.
        self._owners: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def one(self, owner: str) -> AsyncIterator[None]:
        """Hold a place for as long as the block runs.

        Raises:
            Unavailable: none became free in time.
        """
        own = self._owners.setdefault(owner, asyncio.Semaphore(self._of_one_owner))
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(self._patience_s):
                    await held.enter_async_context(own)  # first, so that nobody waits on a place in hand
                    await held.enter_async_context(self._in_all)
            except TimeoutError as error:
                raise Unavailable("photo_service") from error
            yield
