"""What can be done: each mutation is a command of the domain, named after it."""

from typing import Protocol

import strawberry

import intake
from schema.commands import (
    AcceptReportInput,
    CloseReportInput,
    DeclineReportInput,
    DispatchReportInput,
    EvaluateReportInput,
    ReopenReportInput,
    ReplyInterimInput,
    RequestInfoInput,
    ResolveReportInput,
    SignReportInput,
    SupplementReportInput,
    UrgeReportInput,
    VoidReportInput,
    WithdrawReportInput,
)
from schema.context import Info
from schema.inputs import SubmitReportInput
from schema.payloads import (
    AcceptReportPayload,
    CloseReportPayload,
    CompletePhotoUploadPayload,
    CreatePhotoUploadPayload,
    DeclineReportPayload,
    DispatchReportPayload,
    EvaluateReportPayload,
    PhotoSuccess,
    PhotoUpload,
    ReopenReportPayload,
    ReplyInterimPayload,
    ReportSuccess,
    RequestInfoPayload,
    ResolveReportPayload,
    SignReportPayload,
    SubmitReportPayload,
    SupplementReportPayload,
    UploadHeader,
    UrgeReportPayload,
    VoidReportPayload,
    WithdrawReportPayload,
)
from schema.photo import Photo
from schema.report import Report


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
class Mutation:
    """The commands."""

    @strawberry.mutation(description="上报一条诉求；用同一幂等键重试不会重复。File a report; safe to retry.")
    async def submit_report(self, info: Info, input: SubmitReportInput) -> SubmitReportPayload:  # noqa: A002 - the schema's word
        """File a report."""
        submission = input.to_submission(info.context.as_reporter.id)
        return ReportSuccess(report=Report.of(await info.context.services.intake.submit(submission)))

    @strawberry.mutation(
        description="受理；规则能派单时同时派单。Take it up, and send it when the rules can."
    )
    async def accept_report(self, info: Info, input: AcceptReportInput) -> AcceptReportPayload:  # noqa: A002 - the schema's word
        """Accept."""
        return await _apply(input, info)

    @strawberry.mutation(description="不予受理，说明原因和应去的途径。Say no, and where to go instead.")
    async def decline_report(self, info: Info, input: DeclineReportInput) -> DeclineReportPayload:  # noqa: A002 - the schema's word
        """Decline."""
        return await _apply(input, info)

    @strawberry.mutation(description="派单给主办和协办部门。Send it to departments.")
    async def dispatch_report(self, info: Info, input: DispatchReportInput) -> DispatchReportPayload:  # noqa: A002 - the schema's word
        """Dispatch."""
        return await _apply(input, info)

    @strawberry.mutation(description="签收。An officer of the lead department takes it.")
    async def sign_report(self, info: Info, input: SignReportInput) -> SignReportPayload:  # noqa: A002 - the schema's word
        """Sign."""
        return await _apply(input, info)

    @strawberry.mutation(description="处置完成，附答复和处置后照片。Say what was done, and show it.")
    async def resolve_report(self, info: Info, input: ResolveReportInput) -> ResolveReportPayload:  # noqa: A002 - the schema's word
        """Resolve."""
        return await _apply(input, info)

    @strawberry.mutation(description="评价并结案。The reporter's verdict; closes the report.")
    async def evaluate_report(self, info: Info, input: EvaluateReportInput) -> EvaluateReportPayload:  # noqa: A002 - the schema's word
        """Evaluate."""
        return await _apply(input, info)

    @strawberry.mutation(description="退回补正，说明缺什么。Say what is missing.")
    async def request_info(self, info: Info, input: RequestInfoInput) -> RequestInfoPayload:  # noqa: A002 - the schema's word
        """Ask back."""
        return await _apply(input, info)

    @strawberry.mutation(description="补充信息；规则能受理时同时受理。Add what was missing.")
    async def supplement_report(self, info: Info, input: SupplementReportInput) -> SupplementReportPayload:  # noqa: A002 - the schema's word
        """Add what was missing."""
        return await _apply(input, info)

    @strawberry.mutation(description="阶段性答复。Words for the reporter while the work goes on.")
    async def reply_interim(self, info: Info, input: ReplyInterimInput) -> ReplyInterimPayload:  # noqa: A002 - the schema's word
        """Tell of progress."""
        return await _apply(input, info)

    @strawberry.mutation(description="催办；诉求人最多三次，间隔一天。Ask for speed; thrice, a day apart.")
    async def urge_report(self, info: Info, input: UrgeReportInput) -> UrgeReportPayload:  # noqa: A002 - the schema's word
        """Urge."""
        return await _apply(input, info)

    @strawberry.mutation(description="未评价结案，不计为满意。Close unevaluated; never counted as satisfied.")
    async def close_report(self, info: Info, input: CloseReportInput) -> CloseReportPayload:  # noqa: A002 - the schema's word
        """Close."""
        return await _apply(input, info)

    @strawberry.mutation(description="重开，回到原承办部门。Back to the same department.")
    async def reopen_report(self, info: Info, input: ReopenReportInput) -> ReopenReportPayload:  # noqa: A002 - the schema's word
        """Reopen."""
        return await _apply(input, info)

    @strawberry.mutation(description="签收前撤回。Before anybody has signed for it.")
    async def withdraw_report(self, info: Info, input: WithdrawReportInput) -> WithdrawReportPayload:  # noqa: A002 - the schema's word
        """Withdraw."""
        return await _apply(input, info)

    @strawberry.mutation(description="作废。It should never have been a report.")
    async def void_report(self, info: Info, input: VoidReportInput) -> VoidReportPayload:  # noqa: A002 - the schema's word
        """Void."""
        return await _apply(input, info)

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


class _CommandInput(Protocol):
    number: str
    version: int | None
    idempotency_key: str | None

    def to_command(self) -> intake.Command: ...


async def _apply(given: _CommandInput, info: Info) -> ReportSuccess:
    report = await info.context.services.intake.apply(
        given.number,
        given.to_command(),
        info.context.signed_in,
        version=given.version,
        key=given.idempotency_key,
    )
    return ReportSuccess(report=Report.of(report))
