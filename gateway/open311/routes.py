"""The routes, and what stands around each: form, jurisdiction, errors."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from channels import (
    Open311Posted,
    Open311Service,
    open311_asked,
    open311_definition,
    open311_discovery,
    open311_own_request,
    open311_posted,
    open311_request,
    open311_service,
    open311_taken_in,
)
from gateway.language import prefers_chinese
from gateway.open311.answers import Answer, check_form, refuse, respond
from gateway.open311.form import MAX_PHOTOS, FormLimit
from gateway.resources import Resources
from gateway.settings import Settings
from intake import InvalidInput, NotFound, PublicReport, UserError
from routing import Matter

_BASE = "/open311/v2"
_Doing = Callable[[Request], Awaitable[Answer]]


class Open311:
    """The endpoint.

    Args:
        settings: jurisdiction and contact.
        url: where clients reach it.
        resources: what it reads and files with.
    """

    def __init__(self, settings: Settings, url: str, resources: Resources) -> None:
        self._jurisdiction = settings.open311_jurisdiction
        self._contact = settings.open311_contact
        self._url = url
        self._desk = resources.desk
        self._public = resources.public
        self._routing = resources.services.routing
        self._clock = resources.services.clock

    def routes(self) -> list[BaseRoute]:
        """All of them; ``form`` is ``xml`` or ``json``."""
        return [
            Route(f"{_BASE}/discovery.{{form}}", _told(self._discovery), methods=["GET"]),
            Route(f"{_BASE}/services.{{form}}", self._route(self._services), methods=["GET"]),
            Route(f"{_BASE}/services/{{code}}.{{form}}", self._route(self._definition), methods=["GET"]),
            Route(f"{_BASE}/requests.{{form}}", self._route(self._list), methods=["GET"]),
            Route(
                f"{_BASE}/requests.{{form}}",
                _told(self._post),
                methods=["POST"],
                middleware=[Middleware(FormLimit)],
            ),
            Route(f"{_BASE}/requests/{{number}}.{{form}}", self._route(self._request), methods=["GET"]),
            Route(f"{_BASE}/tokens/{{number}}.{{form}}", self._route(self._token), methods=["GET"]),
        ]

    def _route(self, doing: _Doing) -> Callable[[Request], Awaitable[Response]]:
        async def checked(request: Request) -> Answer:
            self._check_jurisdiction(request.query_params)
            return await doing(request)

        checked.__name__ = doing.__name__
        return _told(checked)

    async def _discovery(self, _request: Request) -> Answer:
        return Answer("discovery", open311_discovery(self._url, self._contact))

    async def _services(self, request: Request) -> Answer:
        chinese = prefers_chinese(request)
        rows = [open311_service(_service(each, chinese=chinese)) for each in self._offered().values()]
        return Answer("services", rows)

    async def _definition(self, request: Request) -> Answer:
        matter = self._matter(request.path_params["code"])
        service = _service(matter, chinese=prefers_chinese(request))
        return Answer("service_definition", open311_definition(service))

    async def _list(self, request: Request) -> Answer:
        asked = open311_asked(request.query_params, self._clock())
        if asked.wanted is not None:
            found = await self._public.find(asked.wanted)
            return Answer("service_requests", [open311_request(each) for each in found])
        return Answer("service_requests", await self._rows(request, asked.numbers))

    async def _request(self, request: Request) -> Answer:
        rows = await self._rows(request, (request.path_params["number"],))
        if not rows:
            raise _unknown("service_request_id")
        return Answer("service_requests", rows)

    async def _token(self, request: Request) -> Answer:
        """Numbers are given out at once, so a token is never needed; a number is its own."""
        found = await self._public.numbered([request.path_params["number"]])
        if not found:
            raise _unknown("token")
        row = {"token": request.path_params["number"], "service_request_id": found[0].number}
        return Answer("service_requests", [row])

    async def _rows(self, request: Request, numbers: tuple[str, ...]) -> list[dict[str, object]]:
        given = request.query_params.get("api_key")
        if given:
            self._desk.key(given)
        found = await self._public.numbered(numbers)
        return [await self._row(each, own=bool(given)) for each in found]

    async def _row(self, shown: PublicReport, *, own: bool) -> dict[str, object]:
        report = await self._desk.own(shown.number) if own else None
        return open311_own_request(shown, report) if report else open311_request(shown)

    async def _post(self, request: Request) -> Answer:
        try:
            async with request.form(max_files=MAX_PHOTOS, max_fields=100) as form:
                fields = {name: each for name, each in form.multi_items() if isinstance(each, str)}
                fields = {**request.query_params, **fields}
                key = self._desk.key(fields.get("api_key", ""))
                self._check_jurisdiction(fields)
                await self._desk.admit(key)
                posted = open311_posted(fields)
                self._matter(posted.service_code)
                files = [each for _, each in form.multi_items() if isinstance(each, UploadFile)]
                photos = [data for each in files if (data := await each.read())]
        except HTTPException as error:
            raise InvalidInput(
                f"表单有误，或照片超过 {MAX_PHOTOS} 张",
                f"The form is broken, or has more than {MAX_PHOTOS} photos",
                path=("form",),
                rule="form",
            ) from error
        url = posted.media_url if posted.media_url and self._desk.fetches(posted.media_url) else None
        report = await self._desk.file(key, posted, photos, url)
        unused = posted.media_url if url is None else None
        return Answer("service_requests", open311_taken_in(report.number, _notice(posted, unused)), 201)

    def _check_jurisdiction(self, given: Mapping[str, str]) -> None:
        if given.get("jurisdiction_id", "") not in {"", self._jurisdiction}:
            raise NotFound(
                "没有这个 jurisdiction_id",
                "The jurisdiction_id was not found",
                path=("jurisdiction_id",),
                rule="known",
            )

    def _offered(self) -> dict[str, Matter]:
        """Matters but those that ask for a real name and a plate, which no client here can give."""
        matters = self._routing.catalogue.matters
        return {code: each for code, each in matters.items() if each.channels != ("traffic",)}

    def _matter(self, code: str) -> Matter:
        matter = self._offered().get(code)
        if matter is None:
            raise _unknown("service_code")
        return matter


def _told(doing: _Doing) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            check_form(request)
            return respond(request, await doing(request))
        except UserError as error:
            return refuse(request, error)

    answer.__name__ = f"open311{doing.__name__}"
    return answer


def _service(matter: Matter, *, chinese: bool) -> Open311Service:
    hint = matter.hint if chinese else matter.hint_en
    if matter.photos:
        photos = f"请附 {matter.photos} 张照片。" if chinese else f"Send {matter.photos} photos."
        hint = f"{hint} {photos}".strip()
    return Open311Service(
        code=matter.code, name=matter.name, group=matter.major, keywords=matter.aliases, hint=hint
    )


def _unknown(name: str) -> NotFound:
    return NotFound(f"没有这个 {name}", f"The {name} was not found", path=(name,), rule="known")


def _notice(posted: Open311Posted, unused: str | None) -> str:
    parts = ["已登记，凭编号查询进度。"]
    if unused is not None:
        parts.append("media_url 所在主机未开放，照片未获取，请用 media 字段上传。")
    if posted.names_person:
        parts.append("姓名、电话和邮箱不保存。")
    return "".join(parts)
