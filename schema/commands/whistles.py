"""吹哨报到: several departments at one spot."""

import strawberry

import intake
from schema.commands.command import CommandInput, command


@strawberry.input(description="吹哨：请相关部门到现场。Call departments to the spot.")
class BlowWhistleInput(CommandInput):
    """Called."""

    departments: list[str] = strawberry.field(description="部门代码，1-8 个。Keys of 1-8 departments.")
    words: str = strawberry.field(description="事由。What it is about.")

    def to_command(self) -> intake.BlowWhistle:
        """As the domain takes it."""
        return intake.BlowWhistle(departments=tuple(self.departments), words=self.words)


@strawberry.input(description="报到：被吹哨的部门到场。A called department is there.")
class RespondWhistleInput(CommandInput):
    """There."""

    department: str = strawberry.field(description="本部门代码。Key of your department.")
    words: str | None = strawberry.field(default=None, description="说明。In words.")

    def to_command(self) -> intake.Respond:
        """As the domain takes it."""
        return intake.Respond(department=self.department, words=self.words)


@strawberry.input(description="吹哨办结：本部门的部分已完成。A called department has done its part.")
class ConcludeWhistleInput(CommandInput):
    """Done."""

    department: str = strawberry.field(description="本部门代码。Key of your department.")
    words: str = strawberry.field(description="做了什么。What was done.")

    def to_command(self) -> intake.Conclude:
        """As the domain takes it."""
        return intake.Conclude(department=self.department, words=self.words)


@strawberry.type
class Whistles:
    """Their mutations."""

    blow_whistle = command(BlowWhistleInput)
    respond_whistle = command(RespondWhistleInput)
    conclude_whistle = command(ConcludeWhistleInput)
