"""The floor: the least that takes the same request, writes the same document and answers as much.

Run by the benchmark as ``python -m benchmarks.floor URI PORT ANSWER_FILE``.
"""

import sys
import uuid
from pathlib import Path
from typing import Any

import orjson
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.resources import connect, utc_now
from intake import Database, Intake, new_number

REAL_DATABASE = "suishoupai"
FLOOR_DATABASE = "floor"


def bare_app(database: Database, document: dict[str, Any], answer: dict[str, Any]) -> Starlette:
    """One route: JSON in, one insert, JSON out.

    Args:
        database: with the service's own indexes and write concern.
        document: a report as the service stored it; each insert is a copy with what differs by request.
        answer: what the service said of it.
    """
    reports = database.get_collection("reports")
    report = answer["data"]["submitReport"]["report"]

    async def submit(request: Request) -> Response:
        given = orjson.loads(await request.body())["variables"]["input"]
        now = utc_now()
        number = new_number(now)
        pair = [given["location"]["longitude"], given["location"]["latitude"]]
        point = {"type": "Point", "coordinates": pair}
        await reports.insert_one(
            {
                **document,
                "_id": uuid.uuid4().hex,
                "number": number,
                "text": given["text"],
                "location": {**document["location"], "point": point, "raw": pair},
                "submitted_at": now,
                "updated_at": now,
            }
        )
        report["number"] = number
        return Response(orjson.dumps(answer), media_type="application/json")

    return Starlette(routes=[Route("/graphql", submit, methods=["POST"])])


async def _serve(uri: str, port: int, answer: dict[str, Any]) -> None:
    client = connect(uri)
    document = await client.get_database(REAL_DATABASE).get_collection("reports").find_one()
    if document is None:
        raise SystemExit("the service has stored no report to copy")
    database = client.get_database(FLOOR_DATABASE)
    await Intake.ensure_indexes(database)
    config = uvicorn.Config(
        bare_app(database, document, answer),
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    _uri, _port, _file = sys.argv[1:]
    uvloop.run(_serve(_uri, int(_port), orjson.loads(Path(_file).read_bytes())))
