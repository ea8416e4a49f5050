"""What can be done: file a report, give a command, hand in a photo."""

import strawberry

from schema.access import AccessMutation
from schema.commands import Commands, EditionCommands, TopicCommands
from schema.context import Info
from schema.delivery import DeliveryMutation
from schema.inputs import SubmitReportInput
from schema.payloads import (
    CompletePhotoUploadPayload,
    CreatePhotoUploadPayload,
    PhotoSuccess,
    PhotoUpload,
    ReportSuccess,
    SubmitReportPayload,
    UploadHeader,
)
from schema.photo import Photo
from schema.report import Report
from schema.wechat import WeChatMutation


@strawberry.input(description="申请上传许可。What will be put.")
class CreatePhotoUploadInput:
    """An upload to come."""

    content_type: str = strawberry.field(description="image/jpeg、image/png、image/webp 或 image/heic。")
    byte_size: int = strawberry.field(description="字节数，最多 12 MB。")


@strawberry.input(description="告知已上传。The bytes are there.")
class CompletePhotoUploadInput:
    """An upload that was put."""

    photo_id: strawberry.ID = strawberry.field(description="照片编号。")


@strawberry.type(description="操作。What can be done.")
class Mutation(Commands, TopicCommands, EditionCommands, AccessMutation, WeChatMutation, DeliveryMutation):
    """The commands, and what is not a command of the domain."""

    @strawberry.mutation(description="上报一条诉求；用同一幂等键重试不会重复。File a report; safe to retry.")
    async def submit_report(self, info: Info, input: SubmitReportInput) -> SubmitReportPayload:  # noqa: A002 - the schema's word
        """File a report."""
        submission = input.to_submission(info.context.as_reporter.id)
        return ReportSuccess(report=Report.of(await info.context.services.intake.submit(submission)))

    @strawberry.mutation(description="申请一张照片的上传许可。Ask where to put a photo.")
    async def create_photo_upload(
        self,
        info: Info,
        input: CreatePhotoUploadInput,  # noqa: A002 - the schema's word
    ) -> CreatePhotoUploadPayload:
        """A signed PUT."""
        owner, media = info.context.signed_in.id, info.context.services.media
        upload = await media.create_upload(owner, input.content_type, input.byte_size)
        headers = [UploadHeader(name=name, value=value) for name, value in upload.headers.items()]
        return PhotoUpload(
            photo_id=strawberry.ID(upload.photo_id),
            url=upload.url,
            method=upload.method,
            headers=headers,
            expires_at=upload.expires_at,
        )

    @strawberry.mutation(description="告知照片已上传；检查通过后即可使用。Check it, and make it usable.")
    async def complete_photo_upload(
        self,
        info: Info,
        input: CompletePhotoUploadInput,  # noqa: A002 - the schema's word
    ) -> CompletePhotoUploadPayload:
        """Check and keep the bytes that were put."""
        owner, media = info.context.signed_in.id, info.context.services.media
        return PhotoSuccess(photo=Photo.of(await media.complete_upload(owner, str(input.photo_id))))
