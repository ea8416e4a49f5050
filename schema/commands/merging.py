"""Two reports of one thing 并案."""

import strawberry

import intake
from schema.commands.command import CommandInput, command


@strawberry.input(description="并入另一条诉求，其进展也告知本诉求人。The same thing as another report.")
class MergeReportInput(CommandInput):
    """The same."""

    primary: str = strawberry.field(description="并入的诉求编号。Number of the report it follows.")
    words: str | None = strawberry.field(default=None, description="告知诉求人的话。Words for the reporter.")

    def to_command(self) -> intake.Merge:
        """As the domain takes it."""
        return intake.Merge(primary=self.primary, words=self.words)


@strawberry.input(description="解除并案，回到待受理。A thing of its own after all.")
class UnmergeReportInput(CommandInput):
    """Not the same."""

    words: str = strawberry.field(description="理由，告知诉求人。Why; the reporter reads it.")

    def to_command(self) -> intake.Unmerge:
        """As the domain takes it."""
        return intake.Unmerge(words=self.words)


@strawberry.type
class Merging:
    """Their mutations."""

    merge_report = command(MergeReportInput)
    unmerge_report = command(UnmergeReportInput)
