"""A request of another endpoint as what it hands in here. Pure."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.open311.posted import CHANNEL, posted
from intake import InvalidInput, Submission

_REF = re.compile(r"[!-~]{1,64}")
_TEXTS = ("service_code", "description", "lat", "long")


def read_services(document: str) -> dict[str, str]:
    """Which matter each of their services is: a CSV with the headings ``service_code`` and ``matter``.

    Raises:
        InvalidInput: a heading or a cell is missing, or a service stands there twice.
    """
    found: dict[str, str] = {}
    reader = csv.DictReader(io.StringIO(document.removeprefix("\ufeff")))
    for line, row in enumerate(reader, start=2):
        code, matter = ((row.get(each) or "").strip() for each in ("service_code", "matter"))
        if not code or not matter or code in found:
            raise InvalidInput(
                f"对照表第 {line} 行：service_code 和 matter 须各有一个值，且 service_code 不重复",
                f"Line {line} of the services: a service_code and a matter, each service once",
                path=("services",),
                rule="row",
            )
        found[code] = matter
    return found


def ref_of(source: str, row: Mapping[str, Any]) -> str:
    """What a request is called here: the endpoint's name and its own id.

    Raises:
        InvalidInput: it has no id, or one that is too long.
    """
    ref = f"{source}:{row.get('service_request_id')}"
    if not row.get("service_request_id") or not _REF.fullmatch(ref):
        raise _refused("service_request_id", "缺失、过长或含空格", "is missing, too long or has spaces")
    return ref


def imported(source: str, row: Mapping[str, Any], services: Mapping[str, str]) -> Submission:
    """What a request of theirs hands in. Photos are not taken over.

    Args:
        source: what the operator calls the endpoint.
        row: one of its requests, as JSON has it.
        services: matter of each of their services.

    Raises:
        InvalidInput: it cannot be a report here, and why.
    """
    ref = ref_of(source, row)
    texts = {name: "" if row.get(name) is None else str(row[name]) for name in _TEXTS}
    form = posted({**texts, "address_string": str(row.get("address") or "")})
    if form.service_code not in services:
        code = form.service_code
        raise _refused("service_code", f"{code} 不在对照表中", f"{code} is not mapped")
    submission = form.to_submission(f"{CHANNEL}:{source}", "imported", ())
    return Submission(
        channel=CHANNEL,
        reporter=submission.reporter,
        idempotency_key=submission.idempotency_key,
        text=submission.text,
        matter=services[form.service_code],
        location=submission.location,
        external_ref=ref,
        occurred_at=_moment(row.get("requested_datetime")),
    )


def _moment(given: object) -> datetime | None:
    if not given:
        return None
    try:
        at = datetime.fromisoformat(str(given))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _refused("requested_datetime", "须为带时区的时间", "is a moment with its zone")
    return at


def _refused(name: str, zh: str, en: str) -> InvalidInput:
    return InvalidInput(f"{name} {zh}", f"{name} {en}", path=(name,), rule="imported")
