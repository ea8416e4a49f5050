"""Whether a result holds: verified, sent back, asked about."""

import strawberry

import intake
from schema.commands.command import CommandInput, command
from schema.photo import photo_ids


@strawberry.input(description="核查通过。The result holds.")
class VerifyReportInput(CommandInput):
    """It holds."""

    words: str | None = strawberry.field(default=None, description="告知诉求人的话。Words for the reporter.")
    photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="核查照片编号。What the inspector saw."
    )

    def to_command(self) -> intake.Verify:
        """As the domain takes it."""
        return intake.Verify(words=self.words, photo_ids=photo_ids(self.photo_ids))


@strawberry.input(description="返工：核查不通过。The result does not hold.")
class ReworkReportInput(CommandInput):
    """It does not hold."""

    words: str = strawberry.field(description="哪里不合格。What is wrong.")
    photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="核查照片编号。What the inspector saw."
    )

    def to_command(self) -> intake.Rework:
        """As the domain takes it."""
        return intake.Rework(words=self.words, photo_ids=photo_ids(self.photo_ids))


@strawberry.input(description="回访诉求人。What the reporter says when asked.")
class PayRevisitInput(CommandInput):
    """Asked."""

    reached: bool = strawberry.field(description="是否联系上。Whether somebody answered.")
    solved: bool | None = strawberry.field(
        default=None, description="是否解决；联系上时必填。Needed when reached."
    )
    satisfied: bool | None = strawberry.field(default=None, description="是否满意。Null when not said.")
    words: str | None = strawberry.field(default=None, description="记录。What was said.")

    def to_command(self) -> intake.PayRevisit:
        """As the domain takes it."""
        return intake.PayRevisit(
            reached=self.reached, solved=self.solved, satisfied=self.satisfied, words=self.words
        )


@strawberry.type
class Inspection:
    """Their mutations."""

    verify_report = command(VerifyReportInput)
    rework_report = command(ReworkReportInput)
    pay_revisit = command(PayRevisitInput)
