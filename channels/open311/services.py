"""What can be reported, as GeoReport lists it: one service for each matter."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A matter as clients of this channel see it.

    Attributes:
        code: of the matter.
        name: of the matter.
        group: the heading it stands under.
        keywords: what people call it.
        hint: what to tell whoever is about to report it; may be empty.
    """

    code: str
    name: str
    group: str
    keywords: tuple[str, ...] = ()
    hint: str = ""


def service_row(service: Service) -> dict[str, Any]:
    """One entry of the list. ``metadata`` says that there is a hint, in the definition."""
    return {
        "service_code": service.code,
        "service_name": service.name,
        "description": service.hint or service.name,
        "metadata": bool(service.hint),
        "type": "realtime",
        "keywords": ",".join(each.replace(",", " ") for each in service.keywords),
        "group": service.group,
    }


def definition(service: Service) -> dict[str, Any]:
    """The definition: nothing more is asked; the hint is an attribute that is only shown."""
    hint = {
        "variable": False,
        "code": "hint",
        "datatype": "string",
        "required": False,
        "datatype_description": None,
        "order": 1,
        "description": service.hint,
    }
    return {"service_code": service.code, "attributes": [hint] if service.hint else []}
