"""The straight way: accept, decline, dispatch, sign, resolve, evaluate."""

import strawberry

import intake
from schema.commands.command import CommandInput, command
from schema.photo import photo_ids


@strawberry.input(description="受理；规则能派单时同时派单。Take it up, and send it when the rules can.")
class AcceptReportInput(CommandInput):
    """Take it up."""

    matter: str | None = strawberry.field(default=None, description="事项代码；不给则用诉求已有的。")
    urgency: intake.Urgency | None = strawberry.field(default=None, description="紧急程度；不给则随事项。")
    words: str | None = strawberry.field(default=None, description="给诉求人的话。")

    def to_command(self) -> intake.Accept:
        """As the domain takes it."""
        return intake.Accept(matter=self.matter, urgency=self.urgency, words=self.words)


@strawberry.input(description="不予受理，说明原因和应去的途径。Say no, and where to go instead.")
class DeclineReportInput(CommandInput):
    """Say no."""

    reason: intake.DeclineReason = strawberry.field(description="原因。")
    words: str = strawberry.field(description="说明和应去的途径。What it means and where to go instead.")

    def to_command(self) -> intake.Decline:
        """As the domain takes it."""
        return intake.Decline(reason=self.reason, words=self.words)


@strawberry.input(description="派单给主办和协办部门。Send it to departments.")
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


@strawberry.input(description="签收。An officer of the lead department takes it.")
class SignReportInput(CommandInput):
    """Take it in hand."""

    def to_command(self) -> intake.Sign:
        """As the domain takes it."""
        return intake.Sign()


@strawberry.input(description="处置完成，附答复和处置后照片。Say what was done, and show it.")
class ResolveReportInput(CommandInput):
    """Say what was done."""

    result: intake.ResultCode = strawberry.field(description="结果。")
    words: str = strawberry.field(description="答复，最多 1000 字。")
    photo_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="处置后照片编号。")

    def to_command(self) -> intake.Resolve:
        """As the domain takes it."""
        return intake.Resolve(result=self.result, words=self.words, photo_ids=photo_ids(self.photo_ids))


@strawberry.input(description="评价并结案。The reporter's verdict; closes the report.")
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


@strawberry.type
class Straight:
    """Their mutations."""

    accept_report = command(AcceptReportInput)
    decline_report = command(DeclineReportInput)
    dispatch_report = command(DispatchReportInput)
    sign_report = command(SignReportInput)
    resolve_report = command(ResolveReportInput)
    evaluate_report = command(EvaluateReportInput)
