"""Another matter, or another department's: classify, transfer, arbitrate."""

import strawberry

import intake
from schema.commands.command import CommandInput, command


@strawberry.input(description="归类：改为另一事项。It is another matter.")
class ClassifyReportInput(CommandInput):
    """Another matter."""

    matter: str = strawberry.field(description="事项代码。Code of the matter.")
    words: str | None = strawberry.field(default=None, description="说明。Why.")

    def to_command(self) -> intake.Classify:
        """As the domain takes it."""
        return intake.Classify(matter=self.matter, words=self.words)


@strawberry.input(description="转派给本单位的另一部门。To another department of the same unit.")
class TransferReportInput(CommandInput):
    """Pass it on."""

    target: str = strawberry.field(description="部门代码。Key of the department.")
    words: str = strawberry.field(description="理由。Why.")

    def to_command(self) -> intake.Transfer:
        """As the domain takes it."""
        return intake.Transfer(target=self.target, words=self.words)


@strawberry.input(description="裁决承办部门，此后不能退单。Whose it is, for good.")
class ArbitrateReportInput(CommandInput):
    """Settled."""

    lead: str = strawberry.field(description="主办部门代码。Key of the lead department.")
    words: str = strawberry.field(description="理由，告知诉求人。Why; the reporter reads it.")
    assisting: list[str] = strawberry.field(
        default_factory=list, description="协办部门代码。Keys of those that help."
    )

    def to_command(self) -> intake.Arbitrate:
        """As the domain takes it."""
        return intake.Arbitrate(lead=self.lead, words=self.words, assisting=tuple(self.assisting))


@strawberry.type
class Reassign:
    """Their mutations."""

    classify_report = command(ClassifyReportInput)
    transfer_report = command(TransferReportInput)
    arbitrate_report = command(ArbitrateReportInput)
