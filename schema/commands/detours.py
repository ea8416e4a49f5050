"""Beside the straight way: asking back, urging, taking up again, ending early."""

import strawberry

import intake
from schema.commands.command import CommandInput, command
from schema.photo import photo_ids


@strawberry.input(description="退回补正，说明缺什么。Say what is missing.")
class RequestInfoInput(CommandInput):
    """Ask back."""

    words: str = strawberry.field(description="缺什么。What is missing.")

    def to_command(self) -> intake.RequestInfo:
        """As the domain takes it."""
        return intake.RequestInfo(words=self.words)


@strawberry.input(description="补充信息；规则能受理时同时受理。Add what was missing.")
class SupplementReportInput(CommandInput):
    """Add what was missing."""

    words: str = strawberry.field(description="补充的内容，最多 1000 字。")
    photo_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="补充照片编号。")

    def to_command(self) -> intake.Supplement:
        """As the domain takes it."""
        return intake.Supplement(words=self.words, photo_ids=photo_ids(self.photo_ids))


@strawberry.input(description="阶段性答复。Words for the reporter while the work goes on.")
class ReplyInterimInput(CommandInput):
    """Tell of progress."""

    words: str = strawberry.field(description="进展，最多 1000 字。")
    made_safe: bool = strawberry.field(
        default=False, description="现场险情是否已排除；排险时限随之完成。Whether the danger is fenced off."
    )

    def to_command(self) -> intake.Interim:
        """As the domain takes it."""
        return intake.Interim(words=self.words, made_safe=self.made_safe)


@strawberry.input(description="催办；诉求人最多三次，间隔一天。Ask for speed; thrice, a day apart.")
class UrgeReportInput(CommandInput):
    """Ask for speed."""

    words: str | None = strawberry.field(default=None, description="说明。")

    def to_command(self) -> intake.Urge:
        """As the domain takes it."""
        return intake.Urge(words=self.words)


@strawberry.input(description="未评价结案，不计为满意。Close unevaluated; never counted as satisfied.")
class CloseReportInput(CommandInput):
    """End it without an evaluation."""

    words: str | None = strawberry.field(default=None, description="给诉求人的话。")

    def to_command(self) -> intake.Close:
        """As the domain takes it."""
        return intake.Close(words=self.words)


@strawberry.input(description="重开，回到原承办部门。Back to the same department.")
class ReopenReportInput(CommandInput):
    """Take it up again."""

    words: str = strawberry.field(description="为什么没有解决。Why it is not solved.")

    def to_command(self) -> intake.Reopen:
        """As the domain takes it."""
        return intake.Reopen(words=self.words)


@strawberry.input(description="签收前撤回。Before anybody has signed for it.")
class WithdrawReportInput(CommandInput):
    """No longer asked for."""

    words: str | None = strawberry.field(default=None, description="原因。")

    def to_command(self) -> intake.Withdraw:
        """As the domain takes it."""
        return intake.Withdraw(words=self.words)


@strawberry.input(description="作废。It should never have been a report.")
class VoidReportInput(CommandInput):
    """Should never have been a report."""

    words: str = strawberry.field(description="原因，告知诉求人。Why; the reporter reads it.")

    def to_command(self) -> intake.Void:
        """As the domain takes it."""
        return intake.Void(words=self.words)


@strawberry.type
class Detours:
    """Their mutations."""

    request_info = command(RequestInfoInput)
    supplement_report = command(SupplementReportInput)
    reply_interim = command(ReplyInterimInput)
    urge_report = command(UrgeReportInput)
    close_report = command(CloseReportInput)
    reopen_report = command(ReopenReportInput)
    withdraw_report = command(WithdrawReportInput)
    void_report = command(VoidReportInput)
