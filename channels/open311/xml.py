"""Plain values as GeoReport's XML."""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

_ITEMS = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "service_requests": "request",
    "services": "service",
}
"""What one of many is called."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may hold, not even as a reference."""


def to_xml(name: str, value: Any) -> bytes:
    """A document, UTF-8 with its declaration: a mapping's keys are elements, None is an empty one.

    Args:
        name: of the root element: ``services``.
        value: a mapping, or a list where there is a name for one of its items.
    """
    root = Element(name)
    _fill(root, value)
    document: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}'.encode()


def _fill(element: Element, value: Any) -> None:
    match value:
        case None:
            pass
        case dict():
            for name, each in value.items():
                _fill(SubElement(element, name), each)
        case list():
            for each in value:
                _fill(SubElement(element, _ITEMS[element.tag]), each)
        case bool():
            element.text = "true" if value else "false"
        case _:
            element.text = _NO_XML.sub("\ufffd", str(value))
