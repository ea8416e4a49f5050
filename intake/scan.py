"""Looking up a scanned thing: bounded, and never at the cost of the report."""

import asyncio
import logging
from dataclasses import dataclass, replace

from intake.asset import Asset, Assets, read_asset_code
from intake.decision import Decision, Reason
from intake.place import Crs, Location, LocationSource
from intake.submission import Submission

_LOOK_S = (
    0.5  # a look by key takes a millisecond; a reporter does not wait longer for a register that is away
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What came of a scanned code.

    Attributes:
        code: the code; None when nothing was scanned.
        asset: the thing, or None.
        reason: why there is none although something was scanned, or None.
    """

    code: str | None = None
    asset: Asset | None = None
    reason: Reason | None = None

    @property
    def location(self) -> Location | None:
        """Where the thing stands, when the register knows."""
        point = self.asset.point if self.asset else None
        if point is None:
            return None
        return Location(
            point=point,
            raw=(point.longitude, point.latitude),
            crs=Crs.WGS84,
            source=LocationSource.ASSET,
        )

    def put_into(self, submission: Submission) -> Submission:
        """The submission with the code, and with the place of the thing when the reporter gave none."""
        return replace(submission, asset_code=self.code, location=submission.location or self.location)

    def told(self, decision: Decision) -> Decision:
        """The decision, with what came of the scan as its first reason when no thing was found."""
        if self.reason is None:
            return decision
        return replace(decision, reasons=(self.reason, *decision.reasons))


async def scan(assets: Assets | None, scanned: str | None) -> Scan:
    """Look up what was scanned; a code that is unknown, or a register that is away, is a reason.

    Raises:
        InvalidInput: no code is in what was scanned.
    """
    if scanned is None:
        return Scan()
    code = read_asset_code(scanned)
    if assets is None:
        return Scan(code=code, reason=_unavailable(code))
    try:
        async with asyncio.timeout(_LOOK_S):
            asset = await assets.asset(code)
    except Exception as error:  # noqa: BLE001 - whatever a register raises, the report is kept
        _log.warning("no look into the register of assets: %s", type(error).__name__)
        return Scan(code=code, reason=_unavailable(code))
    return Scan(code=code, asset=asset, reason=None if asset else _unknown(code))


def _unknown(code: str) -> Reason:
    return Reason(
        "asset_unknown",
        f"部件库中没有编码 {code}，按所选事项和位置办理",
        f"No thing has the code {code}; matter and place decide",
    )


def _unavailable(code: str) -> Reason:
    return Reason(
        "asset_unavailable",
        f"部件库暂不可用，未能查询编码 {code}",
        f"The register of assets is away; {code} was not looked up",
    )
