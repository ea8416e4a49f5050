"""What can be asked."""

import strawberry
from strawberry import relay

import intake
from channels import InboxPlace
from schema.access import AccessQuery
from schema.candidate import CandidateQuery
from schema.catalogue import DepartmentConnection, MatterConnection, departments_page, matters_page
from schema.context import Info
from schema.delivery import DeliveryQuery
from schema.edition import EditionQuery
from schema.hotspot import HotSpotQuery
from schema.ids import global_id
from schema.inputs import LocationInput, ReportFilterInput, named_below
from schema.paging import from_cursor, page_size, report_window
from schema.report import Report, ReportConnection
from schema.similar import SimilarQuery
from schema.statistics import StatisticsQuery
from schema.suggestion import RouteSuggestion
from schema.topic import TopicQuery
from schema.viewer import NoticeConnection, Viewer

_NODES = frozenset({"Department", "Matter", "Report", "Topic"})


@strawberry.type(description="查询。What can be asked.")
class Query(
    StatisticsQuery,
    HotSpotQuery,
    TopicQuery,
    AccessQuery,
    EditionQuery,
    SimilarQuery,
    CandidateQuery,
    DeliveryQuery,
):
    """The queries."""

    @strawberry.field(description="按全局编号取一个对象；没有或无权查看为空。Null when absent or not yours.")
    async def node(self, info: Info, id: strawberry.ID) -> relay.Node | None:  # noqa: A002 - Relay's word
        """One object by its opaque id, through the same rule as any other way to it."""
        named = global_id(id, "id")
        return await named.resolve_node(info) if named.type_name in _NODES else None

    @strawberry.field(description="当前登录的人，未登录为空。Null when nobody is signed in.")
    def viewer(self, info: Info) -> Viewer | None:
        """Who asks."""
        return Viewer.of(info.context.signed_in) if info.context.session else None

    @strawberry.field(description="按编号查一条诉求；没有或无权查看为空。Null when absent or not yours.")
    async def report(self, info: Info, number: str) -> Report | None:
        """One report, as people read out its number."""
        try:
            return Report.of(await info.context.services.intake.read(number, info.context.signed_in))
        except intake.NotFound:
            return None

    @strawberry.field(description="您可以查看的诉求，新的在前。What you may see, newest first.")
    async def reports(
        self,
        info: Info,
        filter: ReportFilterInput | None = None,  # noqa: A002 - the schema's word
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> ReportConnection:
        """A page, forwards with first/after or backwards with last/before."""
        window = report_window(first, after, last, before)
        wanted = filter.to_filter() if filter else intake.ReportFilter()
        page = await info.context.services.intake.page(info.context.signed_in, wanted, window)
        return ReportConnection.of(page, wanted)

    @strawberry.field(description="事项目录，可按名称查找。The catalogue, by name if you like.")
    def matters(
        self, info: Info, search: str | None = None, first: int | None = None, after: str | None = None
    ) -> MatterConnection:
        """Matters whose name, alias, heading or code contains the words."""
        wanted = (search or "").strip().lower()
        catalogue = info.context.services.routing.catalogue
        found = [
            each
            for each in catalogue.matters.values()
            if wanted in " ".join((each.code, each.major, each.name, *each.aliases)).lower()
        ]
        return matters_page(sorted(found, key=lambda each: each.code), catalogue, first, after)

    @strawberry.field(description="部门，可按镇街或单位筛选。By town or unit if you like.")
    def departments(
        self,
        info: Info,
        town: str | None = None,
        unit: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> DepartmentConnection:
        """Departments of the city, its towns and villages."""
        found = info.context.services.routing.catalogue.departments_of(unit=unit, town_code=town)
        return departments_page(sorted(found, key=lambda each: each.id), first, after)

    @strawberry.field(description="派单试算：会派给谁、为什么、何时到期。Where it would go, why, by when.")
    async def suggest_route(
        self,
        info: Info,
        matter: str | None = None,
        location: LocationInput | None = None,
        text: str = "",
        asset_code: str | None = None,
    ) -> RouteSuggestion:
        """A dry run; nothing is stored."""
        services = info.context.services
        with named_below():
            intake.check_words(text, "text", intake.MAX_TEXT)  # nobody signs in for this
            place = location.to_location() if location else None
            scanned = await services.intake.scan(asset_code)
            ask = intake.Ask(
                matter=matter, location=place or scanned.location, text=text, asset=scanned.asset
            )
            decision = scanned.told(services.routing.route(ask, services.clock()))
        return RouteSuggestion.of(decision, info)

    @strawberry.field(
        description="按位置查地址，供诉求人核对修改；未接地图服务或查不到为空。Null when no service knows it."
    )
    async def address_of(self, info: Info, location: LocationInput) -> str | None:
        """What a map service calls a place; for a reporter to see and correct."""
        _ = info.context.signed_in
        with named_below():
            point = location.to_location().point
        services = info.context.services
        if services.addresses is None or not services.routing.is_in_city(point):
            return None  # a service that counts its answers is asked of no place that nobody can report
        return await services.addresses.address(point)

    @strawberry.field(description="收件箱：您收到的通知，新的在前。What you were told, newest first.")
    async def inbox(self, info: Info, first: int | None = None, after: str | None = None) -> NoticeConnection:
        """The actor's own notices."""
        place = InboxPlace(*from_cursor(after, "after")) if after is not None else None
        size, actor = page_size(first), info.context.signed_in
        page = await info.context.services.inbox.page(actor, size, place)
        return NoticeConnection.of(page, has_previous=after is not None)
