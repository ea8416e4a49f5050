"""What a report no longer says."""

import strawberry

import intake
from schema.commands.command import CommandInput, command


@strawberry.input(
    description="脱敏：从已结束的诉求中去除全部文字，不可恢复。All words leave an ended report, for good."
)
class RedactReportInput(CommandInput):
    """Without its words."""

    reason: intake.RedactReason = strawberry.field(
        description="原因，告知诉求人。Why; its reporter reads it."
    )

    def to_command(self) -> intake.Redact:
        """As the domain takes it."""
        return intake.Redact(reason=self.reason)


@strawberry.type
class Redaction:
    """Its mutation."""

    redact_report = command(RedactReportInput)
