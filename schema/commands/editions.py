"""Keeping versioned data, for administrators."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

import intake
import routing
from schema.context import Info
from schema.edition import Edition
from schema.errors import (
    DataRefused,
    Forbidden,
    InvalidInput,
    NotFound,
    Unauthenticated,
    Unavailable,
    WrongStage,
)


@strawberry.type(description="已保存；这是版本现在的样子。Stored; this is the edition as it stands now.")
class EditionSuccess:
    """It worked."""

    edition: Edition = strawberry.field(description="版本。")

    @classmethod
    def of(cls, record: routing.Edition) -> Self:
        """From the record."""
        return cls(edition=Edition.of(record))


_Drafted = EditionSuccess | Unauthenticated | Forbidden | DataRefused | InvalidInput | Unavailable
DraftEditionPayload = Annotated[
    _Drafted, strawberry.union("DraftEditionPayload", description="起草的结果。What came of it.")
]
AdoptProposalsPayload = Annotated[
    _Drafted, strawberry.union("AdoptProposalsPayload", description="采纳的结果。What came of it.")
]
ApproveEditionPayload = Annotated[
    EditionSuccess
    | Unauthenticated
    | NotFound
    | Forbidden
    | DataRefused
    | InvalidInput
    | WrongStage
    | Unavailable,
    strawberry.union("ApproveEditionPayload", description="批准的结果。What came of it."),
]
DiscardEditionPayload = Annotated[
    EditionSuccess | Unauthenticated | NotFound | Forbidden | InvalidInput | WrongStage | Unavailable,
    strawberry.union("DiscardEditionPayload", description="废弃的结果。What came of it."),
]


@strawberry.input(description="一张表的 CSV 全文。The whole of a table, as CSV.")
class TableInput:
    """A table."""

    table: str = strawberry.field(description="表名，如 powers。")
    csv: str = strawberry.field(description="带表头的 CSV。With its heading.")


@strawberry.input(
    description="起草：目录给各表，图层给 GeoJSON。Tables of the catalogue, or the GeoJSON of a layer."
)
class DraftEditionInput:
    """A draft."""

    kind: routing.EditionKind = strawberry.field(description="种类。")
    note: str = strawberry.field(default="", description="说明改了什么。What was changed.")
    tables: list[TableInput] = strawberry.field(
        default_factory=list, description="要替换的表，其余沿用生效中的。Those not given stay as they are."
    )
    geojson: str | None = strawberry.field(default=None, description="图层全文。The layer.")
    crs: intake.Crs | None = strawberry.field(
        default=None, description="文件未声明时的坐标系。Its reference."
    )


@strawberry.input(description="批准一个版本，或恢复一个曾生效的版本。Approve, or go back to a former one.")
class ApproveEditionInput:
    """An approval."""

    version: str = strawberry.field(description="版本。")
    effective_at: datetime | None = strawberry.field(
        default=None, description="生效时间，不给则立即。Now if null."
    )
    words: str = strawberry.field(default="", description="意见。Why.")


@strawberry.input(description="废弃草稿，或撤下待生效的版本。Put away a draft, or one that is scheduled.")
class DiscardEditionInput:
    """Which."""

    version: str = strawberry.field(description="版本。")
    words: str = strawberry.field(default="", description="理由。Why.")


@strawberry.input(description="采纳裁决建议，形成草稿。Draft the catalogue with these rules.")
class AdoptProposalsInput:
    """Which."""

    rules: list[str] = strawberry.field(description="建议的规则号。")
    days: int = strawberry.field(default=90, description="建议取自最近多少天。Of the last days.")
    note: str = strawberry.field(default="", description="说明。")


@strawberry.type
class EditionCommands:
    """The mutations."""

    @strawberry.mutation(description="检查并保存草稿；有错则逐行列出。Every faulty row is told.")
    async def draft_edition(self, info: Info, input: DraftEditionInput) -> DraftEditionPayload:  # noqa: A002 - the schema's word
        """Draft."""
        actor, editions = info.context.signed_in, info.context.services.editions
        routing.check_reader(actor)
        if input.kind is routing.EditionKind.CATALOGUE:
            holding = await editions.effective(input.kind)
            base = (
                routing.tables_of(await editions.content(holding.version))
                if holding
                else info.context.services.routing.catalogue.tables
            )
            sheets = [
                routing.read_csv(routing.table_named(each.table), each.csv.encode()) for each in input.tables
            ]
            data = routing.content_of(routing.with_sheets(base, sheets))
        else:
            data = routing.with_crs((input.geojson or "").encode(), input.crs)
        return EditionSuccess.of(await editions.draft(actor, input.kind, data, input.note))

    @strawberry.mutation(description="批准；起草人不能批准自己的草稿。A second person does.")
    async def approve_edition(self, info: Info, input: ApproveEditionInput) -> ApproveEditionPayload:  # noqa: A002 - the schema's word
        """Approve."""
        return EditionSuccess.of(
            await info.context.services.editions.approve(
                info.context.signed_in, input.version, effective_at=input.effective_at, words=input.words
            )
        )

    @strawberry.mutation(description="废弃。Discard.")
    async def discard_edition(self, info: Info, input: DiscardEditionInput) -> DiscardEditionPayload:  # noqa: A002 - the schema's word
        """Discard."""
        actor, editions = info.context.signed_in, info.context.services.editions
        return EditionSuccess.of(await editions.discard(actor, input.version, input.words))

    @strawberry.mutation(description="采纳裁决建议，形成草稿。Adopt what arbitrations suggest, as a draft.")
    async def adopt_proposals(self, info: Info, input: AdoptProposalsInput) -> AdoptProposalsPayload:  # noqa: A002 - the schema's word
        """Adopt."""
        services = info.context.services
        return EditionSuccess.of(
            await services.trials.draft_proposals(
                info.context.signed_in, tuple(input.rules), input.days, services.routing.knowledge, input.note
            )
        )
