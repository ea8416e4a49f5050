"""Keeping the register of topics, for supervisors."""

from typing import Annotated

import strawberry

import intake
from schema.context import Info
from schema.errors import (
    Forbidden,
    IdempotencyConflict,
    InvalidInput,
    NotFound,
    Unauthenticated,
    Unavailable,
    VersionConflict,
    WrongStage,
)
from schema.ids import global_id
from schema.topic import Topic


@strawberry.type(description="已保存；这是题目现在的样子。Stored; this is the topic as it stands now.")
class TopicSuccess:
    """It worked."""

    topic: Topic = strawberry.field(description="题目。")


_Changed = (
    TopicSuccess
    | Unauthenticated
    | NotFound
    | Forbidden
    | InvalidInput
    | WrongStage
    | VersionConflict
    | Unavailable
)
ProposeTopicPayload = Annotated[
    TopicSuccess | Unauthenticated | Forbidden | InvalidInput | IdempotencyConflict | Unavailable,
    strawberry.union("ProposeTopicPayload", description="提出的结果。What came of it."),
]
AdoptTopicPayload = Annotated[
    _Changed, strawberry.union("AdoptTopicPayload", description="立题的结果。What came of it.")
]
LinkReportsPayload = Annotated[
    _Changed, strawberry.union("LinkReportsPayload", description="关联的结果。What came of it.")
]
VerifyTopicPayload = Annotated[
    _Changed, strawberry.union("VerifyTopicPayload", description="核验的结果。What came of it.")
]
DropTopicPayload = Annotated[
    _Changed, strawberry.union("DropTopicPayload", description="撤题的结果。What came of it.")
]


@strawberry.input(description="提出一题。Put a topic forward.")
class ProposeTopicInput:
    """A proposal."""

    idempotency_key: str = strawberry.field(description="幂等键，8-128 位；重试时原样带上。")
    title: str = strawberry.field(description="题目，最多 60 字。")
    week: str | None = strawberry.field(default=None, description="ISO 周，不给则为本周。This week if null.")
    reports: list[str] = strawberry.field(default_factory=list, description="关联的诉求编号。")


@strawberry.input(description="对哪个题目操作。Which topic a command is for.")
class TopicCommandInput:
    """Fields of every command on a topic."""

    topic: strawberry.ID = strawberry.field(description="题目的全局编号。Its opaque id.")
    version: int | None = strawberry.field(
        default=None, description="读到的版本；给出时，若已被他人更新则拒绝。Refused when stale."
    )

    @property
    def topic_id(self) -> str:
        """The id of the topic; of another kind of thing, one that no topic has.

        Raises:
            InvalidInput: it is no id at all.
        """
        named = global_id(self.topic, "input", "topic")
        return named.node_id if named.type_name == "Topic" else ""


@strawberry.input(description="立题或调整：谁牵头，怎么办。Take it up, or change how.")
class AdoptTopicInput(TopicCommandInput):
    """Who and how."""

    lead: str = strawberry.field(description="牵头部门代码。Key of the department that puts it right.")
    measures: str = strawberry.field(description="整治措施，最多 1000 字。")


@strawberry.input(description="关联或移除诉求。Link and unlink reports.")
class LinkReportsInput(TopicCommandInput):
    """Which."""

    add: list[str] = strawberry.field(default_factory=list, description="要关联的诉求编号。To link.")
    remove: list[str] = strawberry.field(default_factory=list, description="要移除的诉求编号。To unlink.")


@strawberry.input(description="核验：已整治到位。It is put right.")
class VerifyTopicInput(TopicCommandInput):
    """What was found."""

    result: str = strawberry.field(description="核验结果，最多 1000 字。What was found.")


@strawberry.input(description="撤题。It is not followed up.")
class DropTopicInput(TopicCommandInput):
    """Why."""

    reason: str = strawberry.field(description="理由，最多 1000 字。Why.")


@strawberry.type
class TopicCommands:
    """The commands on topics."""

    @strawberry.mutation(description="提出一题；用同一幂等键重试不会重复。Put one forward; safe to retry.")
    async def propose_topic(self, info: Info, input: ProposeTopicInput) -> ProposeTopicPayload:  # noqa: A002 - the schema's word
        """Propose."""
        return _stored(
            await info.context.services.topics.propose(
                info.context.signed_in,
                title=input.title,
                key=input.idempotency_key,
                week=input.week,
                reports=tuple(input.reports),
            )
        )

    @strawberry.mutation(description="立题，或调整牵头部门和措施。Take it up, or change how.")
    async def adopt_topic(self, info: Info, input: AdoptTopicInput) -> AdoptTopicPayload:  # noqa: A002 - the schema's word
        """Adopt."""
        return _stored(
            await info.context.services.topics.adopt(
                info.context.signed_in,
                input.topic_id,
                lead=input.lead,
                measures=input.measures,
                version=input.version,
            )
        )

    @strawberry.mutation(description="关联或移除诉求。Link and unlink reports.")
    async def link_reports(self, info: Info, input: LinkReportsInput) -> LinkReportsPayload:  # noqa: A002 - the schema's word
        """Link."""
        return _stored(
            await info.context.services.topics.link(
                info.context.signed_in,
                input.topic_id,
                add=tuple(input.add),
                remove=tuple(input.remove),
                version=input.version,
            )
        )

    @strawberry.mutation(description="核验已立的题。What was found once it was put right.")
    async def verify_topic(self, info: Info, input: VerifyTopicInput) -> VerifyTopicPayload:  # noqa: A002 - the schema's word
        """Verify."""
        return _stored(
            await info.context.services.topics.verify(
                info.context.signed_in, input.topic_id, result=input.result, version=input.version
            )
        )

    @strawberry.mutation(description="撤题。It is not followed up.")
    async def drop_topic(self, info: Info, input: DropTopicInput) -> DropTopicPayload:  # noqa: A002 - the schema's word
        """Drop."""
        return _stored(
            await info.context.services.topics.drop(
                info.context.signed_in, input.topic_id, reason=input.reason, version=input.version
            )
        )


def _stored(topic: intake.Topic) -> TopicSuccess:
    return TopicSuccess(topic=Topic.of(topic))
