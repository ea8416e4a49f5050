"""Versioned data as the schema shows it: editions, what differs, what a dry run found, proposed rules."""

import asyncio
from datetime import datetime
from typing import Self

import strawberry

import intake
import routing
from schema.context import Info

_MOST_ROWS = 1_000
_MOST_CHANGES = 1_000
_MOST_TRIED = 2_000


@strawberry.type(description="版本的一次变动。Something done to an edition.")
class EditionStep:
    """Who, when and what."""

    act: routing.Act = strawberry.field(description="动作。What was done.")
    at: datetime = strawberry.field(description="时间。")
    by: str = strawberry.field(description="操作人假名编号。A pseudonymous reference.")
    words: str = strawberry.field(description="说明或理由。")
    effective_at: datetime | None = strawberry.field(description="批准的生效时间。From when, of an approval.")
    single: bool = strawberry.field(description="是否一人起草并批准。One person alone did both.")

    @classmethod
    def of(cls, record: routing.EditionStep) -> Self:
        """From the record."""
        return cls(
            act=record.act,
            at=record.at,
            by=record.by,
            words=record.words,
            effective_at=record.effective_at,
            single=record.single,
        )


@strawberry.type(description="一张表的版本。A table of an edition, and its own hash.")
class ListVersion:
    """A list."""

    table: str = strawberry.field(description="表名。")
    rows: int = strawberry.field(description="行数。")
    hash: str = strawberry.field(description="内容指纹。Hash of its rows.")


@strawberry.type(description="三清单目录或图层的一个版本。One version of the catalogue or of a layer.")
class Edition:
    """An edition."""

    version: str = strawberry.field(description="版本：内容指纹，诉求上存的就是它。As reports store it.")
    kind: routing.EditionKind = strawberry.field(description="种类。")
    state: routing.EditionState = strawberry.field(description="状态。Where it stands.")
    note: str = strawberry.field(description="起草说明。")
    base: str | None = strawberry.field(description="起草时生效的版本。Effective when it was drafted.")
    effective_at: datetime | None = strawberry.field(description="生效时间。From when it holds or held.")
    retired_at: datetime | None = strawberry.field(description="被替换的时间。Since when another one holds.")
    lists: list[ListVersion] = strawberry.field(description="各表，图层为空。Its tables; none of a layer.")
    steps: list[EditionStep] = strawberry.field(description="留痕，旧的在前。Everything done, oldest first.")

    @classmethod
    def of(cls, record: routing.Edition) -> Self:
        """From the record."""
        tables = record.draft.figures.get("tables", {})
        return cls(
            version=record.version,
            kind=record.kind,
            state=record.state,
            note=record.draft.words,
            base=record.draft.base,
            effective_at=record.effective_at,
            retired_at=record.retired_at,
            lists=[
                ListVersion(table=name, rows=each["rows"], hash=each["hash"]) for name, each in tables.items()
            ],
            steps=[EditionStep.of(step) for step in record.steps],
        )


@strawberry.type(description="一个单元格的前后值。A cell before and after.")
class EditionCell:
    """A cell."""

    column: str = strawberry.field(description="列。")
    before: str = strawberry.field(description="原值。")
    after: str = strawberry.field(description="新值。")


@strawberry.type(description="不同的一行，或一个要素。A row or a feature that differs.")
class EditionChange:
    """A change."""

    table: str = strawberry.field(description="表名，图层为 features。")
    key: str = strawberry.field(description="行的主键。What names the row.")
    kind: routing.ChangeKind = strawberry.field(description="新增、删除或修改。")
    cells: list[EditionCell] = strawberry.field(description="不同的单元格。")

    @classmethod
    def of(cls, record: routing.Change) -> Self:
        """From the record."""
        cells = [
            EditionCell(column=each.column, before=each.before, after=each.after) for each in record.cells
        ]
        return cls(table=record.table, key=record.key, kind=record.kind, cells=cells)


@strawberry.type(description="两个版本的差异，最多 1000 行。What differs, up to 1,000 rows.")
class EditionDiff:
    """A comparison."""

    total: int = strawberry.field(description="不同的行数。How many rows differ.")
    changes: list[EditionChange] = strawberry.field(description="各行。")


@strawberry.type(description="一批会改派的诉求。Reports that would have gone elsewhere, the same way.")
class EditionMove:
    """A move."""

    what: str = strawberry.field(description="lead 承办部门，或 town 镇街。")
    before_key: str = strawberry.field(description="现在的代码，人工派单为空。Empty for the manual queue.")
    before: str = strawberry.field(description="现在。")
    after_key: str = strawberry.field(description="试算后的代码。")
    after: str = strawberry.field(description="试算后。")
    reports: int = strawberry.field(description="件数。")
    numbers: list[str] = strawberry.field(description="最多五个编号。Up to five of them.")

    @classmethod
    def of(cls, record: routing.Move) -> Self:
        """From the record."""
        return cls(
            what=record.what,
            before_key=record.before[0],
            before=record.before[1],
            after_key=record.after[0],
            after=record.after[1],
            reports=record.reports,
            numbers=list(record.numbers),
        )


@strawberry.type(description="试算结果。What a dry run found.")
class EditionDryRun:
    """A dry run."""

    looked: int = strawberry.field(description="对照了多少件。How many reports were asked about.")
    moved: int = strawberry.field(description="多少件会改派。How many would go to another department.")
    retowned: int = strawberry.field(description="多少件会改变镇街。How many would change town.")
    complete: bool = strawberry.field(description="是否对照了全部；最多 2000 件。False beyond 2,000.")
    words: str = strawberry.field(description="一句话说明，语言随 Accept-Language。In a sentence.")
    moves: list[EditionMove] = strawberry.field(description="从哪到哪，多的在前。The most frequent first.")


@strawberry.type(description="裁决形成的权责清单建议。A rule that arbitrations suggest.")
class PowersProposal:
    """A proposal."""

    rule: str = strawberry.field(description="建议的规则号，采纳时给出。Name it to adopt it.")
    matter: str = strawberry.field(description="事项。")
    town: str = strawberry.field(description="镇街。")
    lead: str = strawberry.field(description="承办部门。")
    words: str = strawberry.field(description="裁决意见。What the dispatcher said.")
    numbers: list[str] = strawberry.field(description="裁决过的诉求。Reports that were arbitrated so.")

    @classmethod
    def of(cls, record: routing.Proposal) -> Self:
        """From the record."""
        return cls(
            rule=record.rule,
            matter=record.matter[1],
            town=record.town[1],
            lead=record.lead[1],
            words=record.words,
            numbers=list(record.numbers),
        )


@strawberry.type(description="一个版本的一张表。A table of an edition, a part of its rows.")
class EditionTable:
    """A table."""

    version: str = strawberry.field(description="版本。")
    total: int = strawberry.field(description="总行数。")
    columns: list[str] = strawberry.field(description="列名。")
    rows: list[list[str]] = strawberry.field(description="各行的单元格，按列的次序。Cells by column.")


@strawberry.type
class EditionQuery:
    """What can be asked of versioned data; for administrators, dispatchers, supervisors and auditors."""

    @strawberry.field(description="各版本，最近起草的在前。Editions, the one drafted last first.")
    async def editions(self, info: Info, kind: routing.EditionKind | None = None) -> list[Edition]:
        """Up to a hundred."""
        routing.check_reader(info.context.signed_in)
        return [Edition.of(each) for each in (await info.context.services.editions.every(kind))[:100]]

    @strawberry.field(description="一个版本，可只给前 6 位以上；没有则为空。Null when there is none.")
    async def edition(self, info: Info, version: str) -> Edition | None:
        """One edition."""
        routing.check_reader(info.context.signed_in)
        try:
            return Edition.of(await info.context.services.editions.read(version))
        except intake.NotFound:
            return None

    @strawberry.field(description="两个同类版本的差异。What differs between two editions of one kind.")
    async def edition_diff(self, info: Info, before: str, after: str) -> EditionDiff:
        """Rows and cells, or features."""
        routing.check_reader(info.context.signed_in)
        editions = info.context.services.editions
        old, new = await editions.read(before), await editions.read(after)
        if old.kind is not new.kind:
            raise intake.InvalidInput(
                "两个版本种类不同", "The two are of different kinds", path=("after",), rule="same_kind"
            )
        contents = await editions.content(old.version), await editions.content(new.version)
        changes = await asyncio.to_thread(routing.edition_difference, new.kind, *contents)
        shown = [EditionChange.of(each) for each in changes[:_MOST_CHANGES]]
        return EditionDiff(total=len(changes), changes=shown)

    @strawberry.field(
        description="用近期诉求试算一个版本；管理员试算会留痕。An administrator's is written down."
    )
    async def edition_dry_run(self, info: Info, version: str, days: int = 30) -> EditionDryRun:
        """Where past reports would go."""
        found = await info.context.services.trials.dry_run(
            info.context.signed_in, version, days, most=_MOST_TRIED
        )
        return EditionDryRun(
            looked=found.looked,
            moved=found.moved,
            retowned=found.retowned,
            complete=found.complete,
            words=found.zh if info.context.chinese else found.en,
            moves=[EditionMove.of(each) for each in found.moves],
        )

    @strawberry.field(
        description="裁决形成而尚无规则的建议。Rules that arbitrations suggest and that are lacking."
    )
    async def powers_proposals(self, info: Info, days: int = 90) -> list[PowersProposal]:
        """Of the last days."""
        services = info.context.services
        found = await services.trials.proposals(info.context.signed_in, days, services.routing.knowledge)
        return [PowersProposal.of(each) for each in found]

    @strawberry.field(
        description="目录的一张表，默认为生效中的版本。Rows of a table; of what is effective by default."
    )
    async def edition_table(
        self, info: Info, table: str, version: str | None = None, first: int = 100, skip: int = 0
    ) -> EditionTable:
        """A part of a table."""
        routing.check_reader(info.context.signed_in)
        editions = info.context.services.editions
        if table not in routing.TABLES:
            known = ", ".join(routing.TABLES)
            raise intake.InvalidInput(
                f"表名应为：{known}", f"The tables are {known}", path=("table",), rule="known_table"
            )
        if not 1 <= first <= _MOST_ROWS or skip < 0:
            raise intake.InvalidInput(
                f"一次 1-{_MOST_ROWS} 行", f"Ask for 1-{_MOST_ROWS} rows", path=("first",), rule="page_size"
            )
        tables = info.context.services.routing.catalogue.tables
        if version is not None:
            edition = await editions.read(version)
            if edition.kind is not routing.EditionKind.CATALOGUE:
                raise intake.InvalidInput(
                    "该版本没有表", "That edition has no tables", path=("version",), rule="same_kind"
                )
            tables = await asyncio.to_thread(routing.tables_of, await editions.content(edition.version))
        rows = getattr(tables, table)
        columns = list(rows[0]) if rows else routing.known_columns(table)
        return EditionTable(
            version=tables.version,
            total=len(rows),
            columns=columns,
            rows=[[row.get(column, "") for column in columns] for row in rows[skip : skip + first]],
        )
