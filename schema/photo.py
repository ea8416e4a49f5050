"""Photos of a report: signed links for whoever may read the report, facts for staff."""

from datetime import datetime
from typing import Self

import strawberry

import media
from intake import InvalidInput, Role
from schema.context import Info
from schema.scalars import Latitude, Longitude


@strawberry.type(description="照片事实（受限）：拍摄时间和位置。What the file says of itself; restricted.")
class PhotoFacts:
    """EXIF facts."""

    captured_at: datetime | None = strawberry.field(description="拍摄时间。When it was taken.")
    captured_at_assumed: bool = strawberry.field(
        description="时区是否为推定（东八区）。Whether the offset is assumed."
    )
    longitude: Longitude | None = strawberry.field(description="拍摄位置经度（WGS-84）。")
    latitude: Latitude | None = strawberry.field(description="拍摄位置纬度（WGS-84）。")


@strawberry.type(description="照片。A photo.")
class Photo:
    """A photo and what may be seen of it."""

    id: strawberry.ID = strawberry.field(description="照片编号。Its id, as commands take it.")
    state: media.PhotoState = strawberry.field(description="状态。How far the upload is.")
    content_type: str | None = strawberry.field(
        description="按字节判定的类型。Its type, judged by its bytes."
    )
    byte_size: int | None = strawberry.field(description="原件字节数。Size of the original.")
    width: int | None = strawberry.field(description="原件宽度（像素）。")
    height: int | None = strawberry.field(description="原件高度（像素）。")
    sha256: str | None = strawberry.field(description="原件的 SHA-256。Of the original's bytes.")
    record: strawberry.Private[media.Photo]

    @strawberry.field(description="限时链接。A signed link that soon expires.")
    async def url(self, info: Info, rendition: media.Rendition = media.Rendition.LARGE) -> str | None:
        """A link to one copy; null until the photo is ready.

        Originals are for their owner, dispatchers and supervisors: EXIF may name the person behind the
        camera, whom an executing unit has no need to know.
        """
        actor = info.context.signed_in
        if self.record.state is not media.PhotoState.READY:
            return None
        is_near = actor.role in {Role.DISPATCHER, Role.SUPERVISOR} or actor.id == self.record.owner
        if rendition is media.Rendition.ORIGINAL and not is_near:
            return None
        return await info.context.link(self.record, rendition)

    @strawberry.field(description="拍摄事实，仅本人和工作人员可见。For its owner and staff; null for others.")
    def facts(self, info: Info) -> PhotoFacts | None:
        """What the file says of itself."""
        actor, facts = info.context.signed_in, self.record.facts
        if facts is None or not _may_see_facts(actor.role, actor.id, self.record):
            return None
        point = facts.point
        return PhotoFacts(
            captured_at=facts.captured_at,
            captured_at_assumed=facts.captured_at_assumed,
            longitude=Longitude(point.longitude) if point else None,
            latitude=Latitude(point.latitude) if point else None,
        )

    @classmethod
    def of(cls, record: media.Photo) -> Self:
        """From the record; the caller has decided that the actor may see it."""
        return cls(
            id=strawberry.ID(record.id),
            state=record.state,
            content_type=record.content_type,
            byte_size=record.bytes,
            width=record.width,
            height=record.height,
            sha256=record.sha256,
            record=record,
        )


def _may_see_facts(role: Role, actor_id: str, photo: media.Photo) -> bool:
    return role is not Role.REPORTER or actor_id == photo.owner


async def photos_of(ids: list[str], info: Info) -> list[Photo]:
    """The photos with these ids, for a reader of the report they hang on."""
    found = await info.context.photos.load_many(ids)
    return [Photo.of(record) for record in found if record is not None]


def photo_ids(ids: list[strawberry.ID] | None) -> tuple[str, ...]:
    """Ids as the domain takes them, refused when one cannot be an id at all."""
    longest = 128
    for index, each in enumerate(ids or ()):
        if not each or len(each) > longest:
            raise InvalidInput(
                "照片编号无效",
                "This is no photo id",
                path=("input", "photoIds", str(index)),
                rule="own_ready_photo",
            )
    return tuple(str(each) for each in ids or ())
