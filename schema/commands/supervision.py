"""督办: an order with a date."""

import strawberry

import intake
from schema.commands.command import CommandInput, command


@strawberry.input(description="督办，限期办结。Take an eye on it, with an order and a date.")
class SuperviseReportInput(CommandInput):
    """Watched."""

    level: int = strawberry.field(description="级别，1-3。1 is the highest.")
    order: str = strawberry.field(description="督办单号。Number of the order.")
    days: int = strawberry.field(description="期限（工作日），1-60。Due in so many working days.")
    words: str = strawberry.field(description="要求。What is asked.")

    def to_command(self) -> intake.Supervise:
        """As the domain takes it."""
        return intake.Supervise(level=self.level, order=self.order, days=self.days, words=self.words)


@strawberry.type
class Supervision:
    """Their mutations."""

    supervise_report = command(SuperviseReportInput)
