"""What the public may see of a report, as the schema shows it."""

from datetime import datetime
from typing import Self

import strawberry

import intake
from schema.context import Info
from schema.photo import Photo, photos_of


@strawberry.type(description="遮挡框，以照片宽高的比例计，0-1。A hidden part, as shares of the photo.")
class Box:
    """A box."""

    left: float = strawberry.field(description="左边。From the left.")
    top: float = strawberry.field(description="上边。From the top.")
    width: float = strawberry.field(description="宽。Of the width.")
    height: float = strawberry.field(description="高。Of the height.")


@strawberry.type(description="选定公开的照片。A photo for the public, and what is hidden on it.")
class PublicPhoto:
    """A chosen photo."""

    boxes: list[Box] = strawberry.field(description="遮挡框。What is hidden.")
    photo_id: strawberry.Private[str]

    @strawberry.field(description="照片，尚未遮挡。The photo, as yet without the boxes.")
    async def photo(self, info: Info) -> Photo | None:
        """The photo."""
        found = await photos_of([self.photo_id], info)
        return found[0] if found else None


@strawberry.type(description="公开决定。What the public may see, as it was decided.")
class Publication:
    """A decision."""

    public: bool = strawberry.field(description="公开或不公开。Published, or withheld.")
    words: str = strawberry.field(description="公开的文字；不公开时为理由。Public words, or why not.")
    at: datetime = strawberry.field(description="时间。")
    photos: list[PublicPhoto] = strawberry.field(description="选定的照片。The chosen photos.")

    @classmethod
    def of(cls, record: intake.Publication | None) -> Self | None:
        """From the record, where there is one."""
        if record is None:
            return None
        photos = [
            PublicPhoto(
                photo_id=each.photo.id,
                boxes=[Box(left=b.left, top=b.top, width=b.width, height=b.height) for b in each.boxes],
            )
            for each in record.photos
        ]
        return cls(public=record.is_public, words=record.words, at=record.at, photos=photos)
