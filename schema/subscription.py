"""What can be followed live."""

from collections.abc import AsyncGenerator

import strawberry

from schema.context import Info
from schema.report import Report


@strawberry.type(description="订阅。What can be followed live.")
class Subscription:
    """The subscriptions."""

    @strawberry.subscription(
        description="诉求现在的样子，以及之后的每次变化。The report as it stands, then at every change."
    )
    async def report_changed(self, info: Info, number: str) -> AsyncGenerator[Report, None]:
        """Follow one report; each look obeys the same rule as reading it."""
        services = info.context.services
        report = await services.intake.read(number, info.context.signed_in)
        with services.changes.waiting(report.id) as changed:
            seen = 0
            while True:
                report = await services.intake.read(number, info.context.signed_in)
                if report.version > seen:
                    seen = report.version
                    yield Report.of(report)
                await changed.wait()
                changed.clear()
