"""What a department asks for, and what is decided: returns, extensions, suspensions."""

import strawberry

import intake
from schema.commands.command import CommandInput, command


@strawberry.input(description="一段时间。A length of time.")
class LimitInput:
    """A limit."""

    value: int = strawberry.field(description="数值：1-60 个工作日或 1-90 天。How many.")
    unit: intake.LimitUnit = strawberry.field(description="单位：WORKING_DAY 或 DAY。Of what.")

    def to_limit(self) -> intake.Limit:
        """As the domain takes it."""
        return intake.Limit(self.value, self.unit)


@strawberry.input(description="申请退单：不属本部门职责。Ask that it be sent elsewhere.")
class RequestReturnInput(CommandInput):
    """Not ours."""

    reason: intake.ReturnReason = strawberry.field(description="原因。Why it is not theirs.")
    words: str = strawberry.field(description="依据，最多 1000 字。On what basis.")
    proposed: str | None = strawberry.field(
        default=None, description="建议的部门代码。Key of the department whose it is."
    )

    def to_command(self) -> intake.RequestReturn:
        """As the domain takes it."""
        return intake.RequestReturn(reason=self.reason, words=self.words, proposed=self.proposed)


@strawberry.input(description="同意退单，重新派单。It goes back, to be sent elsewhere.")
class GrantReturnInput(CommandInput):
    """Granted."""

    words: str | None = strawberry.field(default=None, description="说明，不告知诉求人。In words, for staff.")

    def to_command(self) -> intake.GrantReturn:
        """As the domain takes it."""
        return intake.GrantReturn(words=self.words)


@strawberry.input(description="不同意退单。It stays with the department.")
class RefuseReturnInput(CommandInput):
    """Refused."""

    words: str = strawberry.field(description="理由。Why.")

    def to_command(self) -> intake.RefuseReturn:
        """As the domain takes it."""
        return intake.RefuseReturn(words=self.words)


@strawberry.input(description="申请延期，须在到期前提出。Ask for longer, before the time is over.")
class RequestExtensionInput(CommandInput):
    """Longer."""

    limit: LimitInput = strawberry.field(description="延长多久。How much longer.")
    words: str = strawberry.field(description="理由。Why.")

    def to_command(self) -> intake.RequestExtension:
        """As the domain takes it."""
        return intake.RequestExtension(limit=self.limit.to_limit(), words=self.words)


@strawberry.input(description="同意延期，处置时限顺延。The due date moves.")
class GrantExtensionInput(CommandInput):
    """Granted."""

    words: str | None = strawberry.field(default=None, description="告知诉求人的话。Words for the reporter.")

    def to_command(self) -> intake.GrantExtension:
        """As the domain takes it."""
        return intake.GrantExtension(words=self.words)


@strawberry.input(description="不同意延期。The due date stays.")
class RefuseExtensionInput(CommandInput):
    """Refused."""

    words: str = strawberry.field(description="理由。Why.")

    def to_command(self) -> intake.RefuseExtension:
        """As the domain takes it."""
        return intake.RefuseExtension(words=self.words)


@strawberry.input(description="申请挂账：暂时不具备处置条件。It cannot be done now.")
class RequestSuspensionInput(CommandInput):
    """Later."""

    words: str = strawberry.field(description="处置计划。The plan.")
    review_days: int = strawberry.field(
        description="多少天内复核，1-180。Looked at again within so many days."
    )

    def to_command(self) -> intake.RequestSuspension:
        """As the domain takes it."""
        return intake.RequestSuspension(words=self.words, review_days=self.review_days)


@strawberry.input(description="同意挂账，时限暂停。The clocks stand still.")
class GrantSuspensionInput(CommandInput):
    """Granted."""

    words: str | None = strawberry.field(default=None, description="告知诉求人的话。Words for the reporter.")

    def to_command(self) -> intake.GrantSuspension:
        """As the domain takes it."""
        return intake.GrantSuspension(words=self.words)


@strawberry.input(description="不同意挂账。The work goes on.")
class RefuseSuspensionInput(CommandInput):
    """Refused."""

    words: str = strawberry.field(description="理由。Why.")

    def to_command(self) -> intake.RefuseSuspension:
        """As the domain takes it."""
        return intake.RefuseSuspension(words=self.words)


@strawberry.input(description="恢复办理，时限继续计算。The clocks go on with what was left.")
class ResumeReportInput(CommandInput):
    """Go on."""

    words: str | None = strawberry.field(default=None, description="告知诉求人的话。Words for the reporter.")

    def to_command(self) -> intake.Resume:
        """As the domain takes it."""
        return intake.Resume(words=self.words)


@strawberry.type
class Requests:
    """Their mutations."""

    request_return = command(RequestReturnInput)
    grant_return = command(GrantReturnInput)
    refuse_return = command(RefuseReturnInput)
    request_extension = command(RequestExtensionInput)
    grant_extension = command(GrantExtensionInput)
    refuse_extension = command(RefuseExtensionInput)
    request_suspension = command(RequestSuspensionInput)
    grant_suspension = command(GrantSuspensionInput)
    refuse_suspension = command(RefuseSuspensionInput)
    resume_report = command(ResumeReportInput)
