"""Inputs of the commands: which report, and what the command carries."""

import strawberry

import intake
from schema.photo import photo_ids


@strawberry.input(description="对哪条诉求操作。Which report a command is for.")
class CommandInput:
    """Fields of every command."""

    number: str = strawberry.field(description="诉求编号。")
    version: int | None = strawberry.field(
        default=None, description="读到的版本；给出时，若已被他人更新则拒绝。Refused when stale."
    )
    idempotency_key: str | None = strawberry.field(default=None, description="幂等键；重试时原样带上。")


@strawberry.input(description="受理。")
class AcceptReportInput(CommandInput):
    """Take it up."""

    matter: str | None = strawberry.field(default=None, description="事项代码；不给则用诉求已有的。")
    urgency: intake.Urgency | None = strawberry.field(default=None, description="紧急程度；不给则随事项。")
    words: str | None = strawberry.field(default=None, description="给诉求人的话。")

    def to_command(self) -> intake.Accept:
        """As the domain takes it."""
        return intake.Accept(matter=self.matter, urgency=self.urgency, words=self.words)


@strawberry.input(description="不予受理。")
class DeclineReportInput(CommandInput):
    """Say no."""

    reason: intake.DeclineReason = strawberry.field(description="原因。")
    words: str = strawberry.field(description="说明和应去的途径。What it means and where to go instead.")

    def to_command(self) -> intake.Decline:
        """As the domain takes it."""
        return intake.Decline(reason=self.reason, words=self.words)


@strawberry.input(description="派单。")
class DispatchReportInput(CommandInput):
    """Send it."""

    lead: str | None = strawberry.field(
        default=None, description="主办部门代码；不给则用规则的建议。Null takes the rules' proposal."
    )
    assisting: list[str] = strawberry.field(default_factory=list, description="协办部门代码。")
    words: str | None = strawberry.field(default=None, description="给诉求人的话。")

    def to_command(self) -> intake.Dispatch:
        """As the domain takes it."""
        return intake.Dispatch(lead=self.lead, assisting=tuple(self.assisting), words=self.words)


@strawberry.input(description="签收。")
class SignReportInput(CommandInput):
    """Take it in hand."""

    def to_command(self) -> intake.Sign:
        """As the domain takes it."""
        return intake.Sign()


@strawberry.input(description="处置完成。")
class ResolveReportInput(CommandInput):
    """Say what was done."""

    result: intake.ResultCode = strawberry.field(description="结果。")
    words: str = strawberry.field(description="答复，最多 1000 字。")
    photo_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="处置后照片编号。")

    def to_command(self) -> intake.Resolve:
        """As the domain takes it."""
        return intake.Resolve(result=self.result, words=self.words, photo_ids=photo_ids(self.photo_ids))


@strawberry.input(description="评价，每项 1-5 分。1-5 each.")
class EvaluateReportInput(CommandInput):
    """The reporter's verdict."""

    outcome: int = strawberry.field(description="结果。")
    speed: int = strawberry.field(description="速度。")
    attitude: int = strawberry.field(description="态度。")
    tags: list[str] = strawberry.field(default_factory=list, description="标签，最多 10 个。")
    words: str | None = strawberry.field(default=None, description="评语。")

    def to_command(self) -> intake.Evaluate:
        """As the domain takes it."""
        return intake.Evaluate(
            outcome=self.outcome,
            speed=self.speed,
            attitude=self.attitude,
            tags=tuple(self.tags),
            words=self.words,
        )


@strawberry.input(description="退回补正。")
class RequestInfoInput(CommandInput):
    """Ask back."""

    words: str = strawberry.field(description="缺什么。What is missing.")

    def to_command(self) -> intake.RequestInfo:
        """As the domain takes it."""
        return intake.RequestInfo(words=self.words)


@strawberry.input(description="补充。")
class SupplementReportInput(CommandInput):
    """Add what was missing."""

    words: str = strawberry.field(description="补充的内容，最多 1000 字。")
    photo_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="补充照片编号。")

    def to_command(self) -> intake.Supplement:
        """As the domain takes it."""
        return intake.Supplement(words=self.words, photo_ids=photo_ids(self.photo_ids))


@strawberry.input(description="阶段性答复。")
class ReplyInterimInput(CommandInput):
    """Tell of progress."""

    words: str = strawberry.field(description="进展，最多 1000 字。")

    def to_command(self) -> intake.Interim:
        """As the domain takes it."""
        return intake.Interim(words=self.words)


@strawberry.input(description="催办。")
class UrgeReportInput(CommandInput):
    """Ask for speed."""

    words: str | None = strawberry.field(default=None, description="说明。")

    def to_command(self) -> intake.Urge:
        """As the domain takes it."""
        return intake.Urge(words=self.words)


@strawberry.input(description="结案（未评价）。")
class CloseReportInput(CommandInput):
    """End it without an evaluation."""

    words: str | None = strawberry.field(default=None, description="给诉求人的话。")

    def to_command(self) -> intake.Close:
        """As the domain takes it."""
        return intake.Close(words=self.words)


@strawberry.input(description="重开。")
class ReopenReportInput(CommandInput):
    """Take it up again."""

    words: str = strawberry.field(description="为什么没有解决。Why it is not solved.")

    def to_command(self) -> intake.Reopen:
        """As the domain takes it."""
        return intake.Reopen(words=self.words)


@strawberry.input(description="撤回。")
class WithdrawReportInput(CommandInput):
    """No longer asked for."""

    words: str | None = strawberry.field(default=None, description="原因。")

    def to_command(self) -> intake.Withdraw:
        """As the domain takes it."""
        return intake.Withdraw(words=self.words)


@strawberry.input(description="作废。")
class VoidReportInput(CommandInput):
    """Should never have been a report."""

    words: str = strawberry.field(description="原因，告知诉求人。Why; the reporter reads it.")

    def to_command(self) -> intake.Void:
        """As the domain takes it."""
        return intake.Void(words=self.words)
