"""异常诉求: flagged, decided by a second person, appealed."""

import strawberry

import intake
from schema.commands.command import CommandInput, command
from schema.photo import photo_ids


@strawberry.input(description="标记异常，等待第二人认定。Abnormal; a second person decides.")
class FlagAbnormalInput(CommandInput):
    """Abnormal."""

    kind: intake.AbnormalKind = strawberry.field(description="哪一类。What is abnormal.")
    words: str = strawberry.field(description="依据。The evidence.")
    photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="佐证照片编号。Photos that show it."
    )

    def to_command(self) -> intake.FlagAbnormal:
        """As the domain takes it."""
        return intake.FlagAbnormal(kind=self.kind, words=self.words, photo_ids=photo_ids(self.photo_ids))


@strawberry.input(description="认定异常并结案，诉求人可申诉。A second person agrees; it ends.")
class ConfirmAbnormalInput(CommandInput):
    """So it is."""

    words: str = strawberry.field(description="理由，告知诉求人。Why; the reporter reads it.")

    def to_command(self) -> intake.ConfirmAbnormal:
        """As the domain takes it."""
        return intake.ConfirmAbnormal(words=self.words)


@strawberry.input(description="不予认定异常，继续办理。It is handled like any other.")
class RejectAbnormalInput(CommandInput):
    """It is not."""

    words: str = strawberry.field(description="理由。Why.")

    def to_command(self) -> intake.RejectAbnormal:
        """As the domain takes it."""
        return intake.RejectAbnormal(words=self.words)


@strawberry.input(description="对异常认定提出申诉。The reporter objects.")
class AppealAbnormalInput(CommandInput):
    """Objection."""

    words: str = strawberry.field(description="申诉理由。Why.")

    def to_command(self) -> intake.Appeal:
        """As the domain takes it."""
        return intake.Appeal(words=self.words)


@strawberry.input(description="驳回申诉，由第三人作出。A third person turns it down.")
class DismissAppealInput(CommandInput):
    """Turned down."""

    words: str = strawberry.field(description="理由，告知诉求人。Why; the reporter reads it.")

    def to_command(self) -> intake.DismissAppeal:
        """As the domain takes it."""
        return intake.DismissAppeal(words=self.words)


@strawberry.type
class Abnormality:
    """Their mutations."""

    flag_abnormal = command(FlagAbnormalInput)
    confirm_abnormal = command(ConfirmAbnormalInput)
    reject_abnormal = command(RejectAbnormalInput)
    appeal_abnormal = command(AppealAbnormalInput)
    dismiss_appeal = command(DismissAppealInput)
