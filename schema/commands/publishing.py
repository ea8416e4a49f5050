"""What the public may see."""

import strawberry

import intake
from schema.commands.command import CommandInput, command


@strawberry.input(description="遮挡框，以照片宽高的比例计，0-1。Hidden part, as shares of the photo.")
class BoxInput:
    """A box."""

    left: float = strawberry.field(description="左边。From the left.")
    top: float = strawberry.field(description="上边。From the top.")
    width: float = strawberry.field(description="宽。Of the width.")
    height: float = strawberry.field(description="高。Of the height.")

    def to_box(self) -> intake.Box:
        """As the domain takes it."""
        return intake.Box(left=self.left, top=self.top, width=self.width, height=self.height)


@strawberry.input(description="选定公开的照片和遮挡。A photo for the public, and what is hidden on it.")
class ChosenPhotoInput:
    """A chosen photo."""

    photo_id: strawberry.ID = strawberry.field(description="本诉求的照片编号。A photo of this report.")
    boxes: list[BoxInput] = strawberry.field(default_factory=list, description="遮挡框，最多 50 个。")

    def to_chosen(self) -> intake.ChosenPhoto:
        """As the domain takes it."""
        return intake.ChosenPhoto(id=str(self.photo_id), boxes=tuple(each.to_box() for each in self.boxes))


@strawberry.input(description="公开：选定文字和照片。What the public reads and sees.")
class PublishReportInput(CommandInput):
    """For the public."""

    words: str = strawberry.field(description="公开的文字。What the public reads.")
    photos: list[ChosenPhotoInput] = strawberry.field(
        default_factory=list, description="选定的照片。The chosen photos."
    )

    def to_command(self) -> intake.Publish:
        """As the domain takes it."""
        return intake.Publish(words=self.words, photos=tuple(each.to_chosen() for each in self.photos))


@strawberry.input(description="不公开。The public gets nothing.")
class WithholdReportInput(CommandInput):
    """Not for the public."""

    words: str = strawberry.field(description="理由。Why.")

    def to_command(self) -> intake.Withhold:
        """As the domain takes it."""
        return intake.Withhold(words=self.words)


@strawberry.type
class Publishing:
    """Their mutations."""

    publish_report = command(PublishReportInput)
    withhold_report = command(WithholdReportInput)
