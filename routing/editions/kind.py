"""What there are editions of."""

from enum import StrEnum


class EditionKind(StrEnum):
    """A set of data that is judged, approved and made effective as one."""

    CATALOGUE = "catalogue"
    TOWNS = "towns"
    OVERLAY = "overlay"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _KIND_ZH[self]


_KIND_ZH = {
    EditionKind.CATALOGUE: "三清单目录",
    EditionKind.TOWNS: "镇街边界",
    EditionKind.OVERLAY: "村界、功能区和场所",
}
