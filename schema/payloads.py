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
    VersionConflict,
    WrongStage,
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


_Command = (
    ReportSuccess
    | Unauthenticated
    | NotFound
    | Forbidden
    | InvalidInput
    | WrongStage
    | VersionConflict
    | IdempotencyConflict
    | Unavailable
)
SubmitReportPayload = Annotated[
    ReportSuccess | Unauthenticated | Forbidden | InvalidInput | IdempotencyConflict | Unavailable,
    strawberry.union("SubmitReportPayload", description="上报的结果。"),
]
AcceptReportPayload = Annotated[_Command, strawberry.union("AcceptReportPayload", description="受理的结果。")]
DeclineReportPayload = Annotated[
    _Command, strawberry.union("DeclineReportPayload", description="不予受理的结果。")
]
DispatchReportPayload = Annotated[
    _Command, strawberry.union("DispatchReportPayload", description="派单的结果。")
]
SignReportPayload = Annotated[_Command, strawberry.union("SignReportPayload", description="签收的结果。")]
ResolveReportPayload = Annotated[
    _Command, strawberry.union("ResolveReportPayload", description="处置完成的结果。")
]
EvaluateReportPayload = Annotated[
    _Command, strawberry.union("EvaluateReportPayload", description="评价的结果。")
]
RequestInfoPayload = Annotated[
    _Command, strawberry.union("RequestInfoPayload", description="退回补正的结果。")
]
SupplementReportPayload = Annotated[
    _Command, strawberry.union("SupplementReportPayload", description="补充信息的结果。")
]
ReplyInterimPayload = Annotated[
    _Command, strawberry.union("ReplyInterimPayload", description="阶段性答复的结果。")
]
UrgeReportPayload = Annotated[_Command, strawberry.union("UrgeReportPayload", description="催办的结果。")]
CloseReportPayload = Annotated[
    _Command, strawberry.union("CloseReportPayload", description="未评价结案的结果。")
]
ReopenReportPayload = Annotated[_Command, strawberry.union("ReopenReportPayload", description="重开的结果。")]
WithdrawReportPayload = Annotated[
    _Command, strawberry.union("WithdrawReportPayload", description="签收前撤回的结果。")
]
VoidReportPayload = Annotated[_Command, strawberry.union("VoidReportPayload", description="作废的结果。")]
CreatePhotoUploadPayload = Annotated[
    PhotoUpload | Unauthenticated | PhotoRefused | Unavailable,
    strawberry.union("CreatePhotoUploadPayload", description="上传许可。"),
]
CompletePhotoUploadPayload = Annotated[
    PhotoSuccess | Unauthenticated | NotFound | InvalidInput | PhotoRefused | Unavailable,
    strawberry.union("CompletePhotoUploadPayload", description="上传完成的结果。"),
]
