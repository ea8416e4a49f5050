"""What followers were not told: listed, taken up again, dropped; and which channels are left alone."""

from datetime import datetime
from typing import Annotated, Self

import strawberry
from strawberry import relay

import channels
import intake
from schema.context import Info
from schema.errors import Forbidden, InvalidInput, Unauthenticated, Unavailable
from schema.paging import from_cursor, page_info, page_size, to_cursor


@strawberry.type(
    description="一条未能送达的通知；其后的通知一并等待。Later notices to the same follower wait."
)
class DeliveryFailure:
    """What was given up. Who follows is not told here."""

    id: strawberry.ID = strawberry.field(description="编号，处理时带回。Send it back to decide.")
    number: str = strawberry.field(description="诉求编号。")
    channel: str = strawberry.field(description="渠道。The channel.")
    seq: int = strawberry.field(description="留痕序号。The entry that was not told.")
    attempts: int = strawberry.field(description="尝试次数。How often it was tried.")
    failed_at: datetime = strawberry.field(description="放弃时间。When it was given up.")
    reason: intake.FailureReason | None = strawberry.field(description="放弃原因。Why it was given up.")
    error: str = strawberry.field(description="对方最后的答复。What the channel said last.")

    @classmethod
    def of(cls, record: intake.Failure) -> Self:
        """From the record."""
        return cls(
            id=strawberry.ID(record.id),
            number=record.number,
            channel=record.channel,
            seq=record.seq,
            attempts=record.attempts,
            failed_at=record.failed_at,
            reason=record.reason,
            error=record.error,
        )


@strawberry.type(description="投递失败列表的一项。An item of the list.")
class DeliveryFailureEdge:
    """A failure and its place."""

    cursor: str = strawberry.field(description="翻页游标。")
    node: DeliveryFailure = strawberry.field(description="投递失败。")


@strawberry.type(description="投递失败，新的在前。Newest first.")
class DeliveryFailureConnection:
    """Part of the list."""

    edges: list[DeliveryFailureEdge] = strawberry.field(description="各项。")
    page_info: relay.PageInfo = strawberry.field(description="翻页信息。")

    @classmethod
    def of(cls, page: intake.FailurePage, *, has_previous: bool) -> Self:
        """From a page of records."""
        edges = [
            DeliveryFailureEdge(cursor=to_cursor(each.failed_at, each.id), node=DeliveryFailure.of(each))
            for each in page.failures
        ]
        cursors = [edge.cursor for edge in edges]
        info = page_info(cursors, has_next=page.has_next, has_previous=has_previous)
        return cls(edges=edges, page_info=info)


@strawberry.input(description="筛选投递失败。Which failures.")
class DeliveryFailureFilterInput:
    """Which."""

    channel: str | None = strawberry.field(default=None, description="渠道。Of this channel.")
    reason: intake.FailureReason | None = strawberry.field(default=None, description="放弃原因。")
    since: datetime | None = strawberry.field(
        default=None, description="自该时刻起。At this moment or later."
    )
    until: datetime | None = strawberry.field(default=None, description="在该时刻前。Before this moment.")

    def to_filter(self) -> intake.FailureFilter:
        """As the domain takes it."""
        return intake.FailureFilter(
            channel=self.channel, reason=self.reason, since=self.since, until=self.until
        )


@strawberry.type(description="渠道的投递状况，各进程相同。How a channel does, the same for all processes.")
class DeliveryCircuit:
    """A circuit."""

    channel: str = strawberry.field(description="渠道。")
    state: channels.CircuitState = strawberry.field(description="状态。")
    failures: int = strawberry.field(description="连续失败次数。Failures in a row.")
    until: datetime | None = strawberry.field(description="在此之前不投递。Nothing is sent before.")
    error: str | None = strawberry.field(description="最近一次失败。What the last failure said.")

    @classmethod
    def of(cls, record: channels.Circuit, now: datetime) -> Self:
        """From the record."""
        return cls(
            channel=record.channel,
            state=record.state(now),
            failures=record.failures,
            until=record.until,
            error=record.error,
        )


@strawberry.input(description="重新投递。Take them up again.")
class RequeueDeliveriesInput:
    """Which, and why."""

    failures: list[strawberry.ID] = strawberry.field(description="投递失败的编号，1-100 个。")
    words: str = strawberry.field(description="理由，最多 200 字。Why.")


@strawberry.input(description="放弃投递。Drop them.")
class DropDeliveriesInput:
    """Which, how much, and why."""

    failures: list[strawberry.ID] = strawberry.field(description="投递失败的编号，1-100 个。")
    words: str = strawberry.field(description="理由，最多 200 字。Why.")
    all: bool = strawberry.field(
        default=False, description="连同其后待投递的一并跳过。What waits behind it is passed over too."
    )


@strawberry.type(description="已记录并处理。Written down and done.")
class DeliveriesSuccess:
    """It worked."""

    decided: list[strawberry.ID] = strawberry.field(
        description="已如所求的编号；他人先作了别的决定的不在其中。Those that are now as asked."
    )


RequeueDeliveriesPayload = Annotated[
    DeliveriesSuccess | Unauthenticated | Forbidden | InvalidInput | Unavailable,
    strawberry.union("RequeueDeliveriesPayload", description="重新投递的结果。What came of it."),
]
DropDeliveriesPayload = Annotated[
    DeliveriesSuccess | Unauthenticated | Forbidden | InvalidInput | Unavailable,
    strawberry.union("DropDeliveriesPayload", description="放弃投递的结果。What came of it."),
]


@strawberry.type
class DeliveryQuery:
    """Its queries."""

    @strawberry.field(description="未能送达的通知，派单员、督办员和管理员可见。What was given up, for staff.")
    async def delivery_failures(
        self,
        info: Info,
        filter: DeliveryFailureFilterInput | None = None,  # noqa: A002 - the schema's word
        first: int | None = None,
        after: str | None = None,
    ) -> DeliveryFailureConnection:
        """A page of failures."""
        place = intake.FailurePlace(*from_cursor(after, "after")) if after is not None else None
        wanted = filter.to_filter() if filter else intake.FailureFilter()
        size, actor = page_size(first), info.context.signed_in
        page = await info.context.services.failures.page(actor, wanted, size, place)
        return DeliveryFailureConnection.of(page, has_previous=after is not None)

    @strawberry.field(description="各渠道的投递状况；从未失败的不在其中。One that never failed is missing.")
    async def delivery_circuits(self, info: Info) -> list[DeliveryCircuit]:
        """The circuits."""
        intake.check_operator(info.context.signed_in)
        services = info.context.services
        now = services.clock()
        return [DeliveryCircuit.of(each, now) for each in await services.circuits.every()]


@strawberry.type
class DeliveryMutation:
    """Its mutations."""

    @strawberry.mutation(
        description="重新投递，其后的通知随后按序送出。Send again, then what waits, in order."
    )
    async def requeue_deliveries(
        self,
        info: Info,
        input: RequeueDeliveriesInput,  # noqa: A002 - the schema's word
    ) -> RequeueDeliveriesPayload:
        """Take failures up again."""
        return await _decided(info, input.failures, intake.Remedy.REQUEUE, input.words)

    @strawberry.mutation(
        description="放弃投递：跳过该条，或连同其后的。Pass over the entry, or all that wait."
    )
    async def drop_deliveries(
        self,
        info: Info,
        input: DropDeliveriesInput,  # noqa: A002 - the schema's word
    ) -> DropDeliveriesPayload:
        """Drop failures."""
        remedy = intake.Remedy.DROP_ALL if input.all else intake.Remedy.DROP
        return await _decided(info, input.failures, remedy, input.words)


async def _decided(
    info: Info, ids: list[strawberry.ID], remedy: intake.Remedy, words: str
) -> DeliveriesSuccess:
    actor = info.context.signed_in
    done = await info.context.services.failures.decide(actor, tuple(map(str, ids)), remedy, words)
    return DeliveriesSuccess(decided=[strawberry.ID(each) for each in done])
