"""Payloads of mutations: what succeeded, or exactly what may go wrong."""

from datetime import datetime
from typing import Annotated

import strawberry

from schema.errors import (
    Forbidden,
    IdempotencyConflict,
    InvalidInput,
    NotFound,
    PhotoRefused,
    Unauthenticated,
    Unavailable,
)
from schema.photo import Photo
from schema.report import Report


@strawberry.type(description="已保存；这是诉求现在的样子。Stored; this is the report as it stands now.")
class ReportSuccess:
    """It worked."""

    report: Report = strawberry.field(description="诉求。")


@strawberry.type(description="上传请求头。A header the PUT must carry, as it is.")
class UploadHeader:
    """A signed header."""

    name: str = strawberry.field(description="名称。")
    value: str = strawberry.field(description="值。")


@strawberry.type(description="上传许可：向 url 发 PUT，再调用 completePhotoUpload。PUT there, then complete.")
class PhotoUpload:
    """Where to put the bytes."""

    photo_id: strawberry.ID = strawberry.field(description="照片编号。")
    url: str = strawberry.field(description="限时上传链接。A signed link that soon expires.")
    method: str = strawberry.field(description="HTTP 方法。")
    headers: list[UploadHeader] = strawberry.field(description="必须原样带上的请求头。")
    expires_at: datetime = strawberry.field(description="链接失效时间。")


@strawberry.type(description="照片已可用。The photo may be used.")
class PhotoSuccess:
    """It worked."""

    photo: Photo = strawberry.field(description="照片。")


SubmitReportPayload = Annotated[
    ReportSuccess | Unauthenticated | Forbidden | InvalidInput | IdempotencyConflict | Unavailable,
    strawberry.union("SubmitReportPayload", description="上报的结果。"),
]
CreatePhotoUploadPayload = Annotated[
    PhotoUpload | Unauthenticated | PhotoRefused | Unavailable,
    strawberry.union("CreatePhotoUploadPayload", description="上传许可。"),
]
CompletePhotoUploadPayload = Annotated[
    PhotoSuccess | Unauthenticated | NotFound | InvalidInput | PhotoRefused | Unavailable,
    strawberry.union("CompletePhotoUploadPayload", description="上传完成的结果。"),
]
