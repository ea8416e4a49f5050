"""Who a reporter is: told for a purpose, after it was written down; and what was written down."""

from datetime import datetime
from typing import Annotated, Self

import strawberry
from strawberry import relay

import intake
from schema.context import Info
from schema.errors import Forbidden, InvalidInput, NotFound, Unauthenticated, Unavailable
from schema.paging import from_seq_cursor, page_info, page_size, to_cursor


@strawberry.type(description="诉求人，按现有登记。Who a reporter is, as far as is known.")
class Reporter:
    """Their identity."""

    channel: str = strawberry.field(description="上报渠道。The channel they came by.")
    ref: str = strawberry.field(description="在该渠道的编号。Their reference there.")
    anonymity: intake.Anonymity = strawberry.field(description="匿名方式。What they asked for.")

    @classmethod
    def of(cls, record: intake.Reporter) -> Self:
        """From the record."""
        return cls(channel=record.channel, ref=record.ref, anonymity=record.anonymity)


@strawberry.type(description="诉求人身份被查阅的情况。How often, when and by whom an identity was read.")
class IdentityReads:
    """What a reporter learns of it."""

    count: int = strawberry.field(description="次数。")
    last_at: datetime | None = strawberry.field(description="最近一次的时间，没有则为空。Null when never.")
    last_role: intake.Role | None = strawberry.field(description="最近一次查阅人的角色。By which role.")

    @classmethod
    def of(cls, record: intake.IdentityReads) -> Self:
        """From the record."""
        return cls(count=record.count, last_at=record.last_at, last_role=record.last_role)


@strawberry.type(description="一次身份查阅，包括被拒绝的。One attempt to read who a reporter is.")
class Access:
    """An entry of the log."""

    seq: int = strawberry.field(description="序号，从 1 起。")
    at: datetime = strawberry.field(description="时间。")
    actor: str = strawberry.field(description="查阅人的假名编号。Reference of whoever asked.")
    role: intake.Role = strawberry.field(description="查阅人角色。What they were.")
    origin: str = strawberry.field(description="来源：入口和网络地址。From where.")
    purpose: intake.Purpose = strawberry.field(description="目的。What for.")
    words: str = strawberry.field(description="具体说明。The same in words of their own.")
    refused: str | None = strawberry.field(
        description="拒绝的规则，已提供则为空。The rule that refused it; null where it was told."
    )

    @classmethod
    def of(cls, record: intake.Access) -> Self:
        """From the record."""
        return cls(
            seq=record.seq,
            at=record.at,
            actor=record.actor,
            role=record.role,
            origin=record.origin,
            purpose=record.purpose,
            words=record.words,
            refused=record.refused,
        )


@strawberry.type(description="查阅记录的一项。An item of an access log.")
class AccessEdge:
    """An access and its place."""

    cursor: str = strawberry.field(description="翻页游标。")
    node: Access = strawberry.field(description="查阅。")


@strawberry.type(description="查阅记录，新的在前。Newest first.")
class AccessConnection:
    """Part of an access log."""

    edges: list[AccessEdge] = strawberry.field(description="各项。")
    page_info: relay.PageInfo = strawberry.field(description="翻页信息。")

    @classmethod
    def of(cls, records: list[intake.Access], size: int, *, has_previous: bool) -> Self:
        """From up to ``size`` accesses, and one more where there are more."""
        shown = records[:size]
        edges = [AccessEdge(cursor=to_cursor(each.at, str(each.seq)), node=Access.of(each)) for each in shown]
        cursors = [edge.cursor for edge in edges]
        info = page_info(cursors, has_next=len(records) > size, has_previous=has_previous)
        return cls(edges=edges, page_info=info)


@strawberry.input(description="查阅诉求人身份；查阅会留下记录。That it was asked is written down first.")
class RevealReporterInput:
    """Which reporter, and what for."""

    number: str = strawberry.field(description="诉求编号。")
    purpose: intake.Purpose = strawberry.field(description="目的。What for.")
    words: str = strawberry.field(description="具体说明，最多 1000 字。The same in your own words.")


@strawberry.type(description="已记录并提供。Written down, and told.")
class RevealReporterSuccess:
    """It was told."""

    reporter: Reporter = strawberry.field(description="诉求人。")


RevealReporterPayload = Annotated[
    RevealReporterSuccess | Unauthenticated | NotFound | Forbidden | InvalidInput | Unavailable,
    strawberry.union("RevealReporterPayload", description="查阅身份的结果。"),
]


@strawberry.type
class AccessMutation:
    """Its mutation."""

    @strawberry.mutation(description="查阅诉求人身份，先记录后提供。Who filed it; written down before told.")
    async def reveal_reporter(self, info: Info, input: RevealReporterInput) -> RevealReporterPayload:  # noqa: A002 - the schema's word
        """Tell who filed a report."""
        told = await info.context.services.intake.reveal(
            input.number, info.context.signed_in, input.purpose, input.words
        )
        return RevealReporterSuccess(reporter=Reporter.of(told))


@strawberry.type
class AccessQuery:
    """Its query."""

    @strawberry.field(description="一条诉求的身份查阅记录，审计员和督办员可见。For auditors and supervisors.")
    async def access_log(
        self, info: Info, number: str, first: int | None = None, after: str | None = None
    ) -> AccessConnection:
        """Everybody who asked who filed a report."""
        place = from_seq_cursor(after, "after") if after is not None else None
        size, actor = page_size(first), info.context.signed_in
        found = await info.context.services.intake.accesses(number, actor, size + 1, place)
        return AccessConnection.of(found, size, has_previous=place is not None)
