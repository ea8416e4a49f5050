"""What is asked: one mutation as the mini-program sends it, with another key, place and text each time."""

import random
import secrets
from collections.abc import Iterator

import orjson

DOCUMENT = """
mutation Submit($input: SubmitReportInput!) {
  submitReport(input: $input) {
    __typename
    ... on ReportSuccess {
      report {
        id number stage version submittedAt
        matter { code name }
        jurisdiction { townCode townName }
        assignment { lead { key name } }
        reasons { code words }
        deadlines { kind dueBy }
      }
    }
    ... on UserError { code message path rule }
  }
}"""
"""15 leaf fields back, and what a client asks to be told of errors."""

_MATTER = "C0118"
_WORDS = "人行道上这盏路灯已经三天没亮了,晚上经过的老人和孩子看不清路,请尽快安排维修"
_WEST, _SOUTH, _EAST, _NORTH = 113.70, 22.95, 113.80, 23.05  # a box of city ground


def bodies(seed: int) -> Iterator[bytes]:
    """Request bodies without end; the same seed walks the same places under fresh keys."""
    places = random.Random(seed)  # noqa: S311 - nothing secret
    run = secrets.token_hex(6)
    count = 0
    while True:
        count += 1
        location = {
            "longitude": round(places.uniform(_WEST, _EAST), 6),
            "latitude": round(places.uniform(_SOUTH, _NORTH), 6),
            "crs": "WGS84",
            "accuracyMetres": 15,
        }
        given = {
            "idempotencyKey": f"bench-{run}-{count:08d}",
            "text": f"{_WORDS}({count})",
            "matter": _MATTER,
            "location": location,
        }
        yield orjson.dumps({"query": DOCUMENT, "operationName": "Submit", "variables": {"input": given}})


def filed(code: int, body: bytes) -> bool:
    """Whether an answer says that a report was stored."""
    return code == 200 and b'"number":"DG' in body and b'"errors"' not in body  # noqa: PLR2004 - OK
