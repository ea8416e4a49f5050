"""The circuits, one small document a channel: what every process must agree on."""

from datetime import datetime, timedelta
from typing import Any

from cattrs.preconf.bson import make_converter

from channels.outbound.circuit import PROBE, Circuit, open_for
from intake import Database, database_errors

_converter = make_converter()
_CLOSED = {"failures": 0, "opened": 0, "until": None, "probe_until": None, "error": None}
_NOTHING_DUE = timedelta(seconds=2)


class CircuitStore:
    """The rim around ``circuits``. A channel without a document is closed."""

    def __init__(self, database: Database) -> None:
        self._circuits = database.get_collection("circuits")

    async def read(self, channel: str) -> Circuit:
        """The circuit of a channel."""
        with database_errors():
            found = await self._circuits.find_one({"_id": channel})
        return _circuit(found) if found else Circuit(channel=channel)

    async def every(self) -> list[Circuit]:
        """Those that have ever counted a failure, by channel."""
        with database_errors():
            return [_circuit(each) async for each in self._circuits.find({}).sort("_id", 1)]

    async def take_probe(self, channel: str, now: datetime) -> bool:
        """Whether this worker, and no other for half a minute, tries one message."""
        free = [{"probe_until": None}, {"probe_until": {"$lte": now}}]
        with database_errors():
            taken = await self._circuits.update_one(
                {"_id": channel, "until": {"$lte": now}, "$or": free}, {"$set": {"probe_until": now + PROBE}}
            )
        return taken.modified_count == 1

    async def nothing_to_probe(self, channel: str, now: datetime) -> None:
        """Nothing was due; the next look is in two seconds."""
        with database_errors():
            await self._circuits.update_one(
                {"_id": channel, "until": {"$ne": None}}, {"$set": {"probe_until": now + _NOTHING_DUE}}
            )

    async def failed(self, channel: str, count: int, error: str, now: datetime, draw: float) -> Circuit:
        """Count failures in a row; open the circuit when they are too many."""
        with database_errors():
            found = await self._circuits.find_one_and_update(
                {"_id": channel},
                {"$inc": {"failures": count}, "$set": {"error": error}},
                upsert=True,
                return_document=True,
            )
            circuit = _circuit(found)
            if not circuit.must_open(now):
                return circuit
            opened = circuit.opened + 1
            changes = {"opened": opened, "until": now + open_for(opened, draw), "probe_until": None}
            # whoever else counted at the same moment has opened it already
            await self._circuits.update_one({"_id": channel, "until": circuit.until}, {"$set": changes})
        return await self.read(channel)

    async def close(self, channel: str) -> None:
        """Something arrived, or an operator says so: everything that is due is sent again."""
        with database_errors():
            await self._circuits.update_one({"_id": channel}, {"$set": _CLOSED})


def _circuit(document: dict[str, Any]) -> Circuit:
    return _converter.structure({**document, "channel": document["_id"]}, Circuit)
