"""The way in: proven, once, not too often, in its form, with its photos, filed; and what an app asks of it.

Nothing is filed before every photo is there. What an app repeats, it gets the first outcome of.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx

from channels.channel import Channel, Inlet
from channels.inbound.deeds import DEEDS
from channels.inbound.errors import TooOften, closed
from channels.inbound.fields import Fields
from channels.inbound.form import PHOTO, parts, taken_apart
from channels.inbound.payload import read_photos, reporter_of
from channels.inbound.photos import Kept, Photographs, Uploads
from channels.inbound.signature import SKEW, check_body
from channels.inbound.store import InboundStore
from channels.means import App
from channels.news import told
from channels.raw import Caller, Raw
from channels.wording import is_news
from intake import (
    RULE,
    Action,
    Actor,
    Address,
    Database,
    IdempotencyConflict,
    Intake,
    InvalidInput,
    NotFound,
    Report,
    Role,
    Supplement,
    Unauthenticated,
    report_id,
)

_UPDATE_REF = r"[A-Za-z0-9._:-]{8,128}"


class Receiver:
    """Takes in what the servers of apps send.

    Args:
        database: holds nonces, rates, and which photos came with what.
        channels: by name.
        apps: what an operator set, by name of channel.
        intake: files and moves reports.
        uploads: keeps photos.
        http: fetches photos; follows no redirect.
        clock: now, aware UTC.
    """

    def __init__(
        self,
        database: Database,
        *,
        channels: Mapping[str, Channel],
        apps: Mapping[str, App],
        intake: Intake,
        uploads: Uploads,
        http: httpx.AsyncClient,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = InboundStore(database)
        self._photos = Photographs(self._store, uploads, http)
        self._channels = channels
        self._apps = apps
        self._intake = intake
        self._clock = clock

    async def admit(self, name: str, head: Raw) -> Caller:
        """Who is at the door of this channel, before their body is read.

        Raises:
            NotFound: the channel is not open.
            Unauthenticated: the proof does not hold, or came before.
            TooOften: the channel sent too much in this minute.
            Unavailable: the database is away; to be signed anew and sent again.
        """
        now, app = self._clock(), self._app(name)
        caller = self._inlet(name).verify(head, now)
        if caller.nonce is not None and not await self._store.is_first(name, caller.nonce, now):
            error = Unauthenticated("该请求已收到过，请重新签名", "This request came before; sign it anew")
            error.path, error.rule = ("headers", "x-ssp-nonce"), "replay"
            raise error
        if await self._store.count(name, now) > app.per_minute:
            raise TooOften(app.per_minute, 60 - now.second)
        return caller

    async def report(self, caller: Caller, raw: Raw) -> tuple[dict[str, Any], bool]:
        """File what was handed in; the report as the app reads it, and whether it is new.

        Raises:
            InvalidInput: the first field that breaks a rule.
            IdempotencyConflict: the app used this reference for another content.
            Unavailable: a photo cannot be fetched, or a part is away; nothing was filed.
        """
        raw = self._opened(caller, raw)
        handed = self._inlet(caller.channel).parse(raw)
        submission, now = handed.submission, self._clock()
        if handed.reported_at is not None and handed.reported_at > now + SKEW:
            raise InvalidInput(
                "reportedAt：晚于现在", "reportedAt: It is later than now", path=("reportedAt",), rule="past"
            )
        ref = submission.external_ref or ""
        is_new = await self._found(caller.channel, ref) is None
        taken = await self._photos.take(
            self._app(caller.channel), caller.channel, submission.reporter, raw, handed.photo_urls, now
        )
        submission = replace(submission, photo_ids=(*submission.photo_ids, *taken))
        try:
            report = await self._intake.submit(submission)
        except IdempotencyConflict as error:
            raise _other_content(error, "externalRef") from error
        return await self._view(report), is_new

    async def photo(self, caller: Caller, raw: Raw) -> Kept:
        """Keep one photo for a report that its reporter will hand in.

        Raises:
            InvalidInput: it is not such a form.
            UserError: the photo is refused, or a part is away.
        """
        check_body(caller, self._app(caller.channel), raw.body)
        fields, files = parts(raw)
        if set(fields) != {"reporter"} or [name for name, _ in files] != [PHOTO]:
            raise InvalidInput(
                f"表单须有 reporter 字段和一个 {PHOTO} 文件",
                f"The form has a field 'reporter' and one file {PHOTO!r}",
                rule="multipart",
            )
        user = fields["reporter"].decode("utf-8", "replace")
        reporter = reporter_of(caller.channel, user, Fields({}), "reporter")
        return await self._photos.keep(reporter, files[0][1])

    async def show(self, caller: Caller, raw: Raw, ref: str) -> dict[str, Any]:
        """One report of this app, in the app's words.

        Raises:
            NotFound: the app handed in none under this reference.
        """
        check_body(caller, self._app(caller.channel), raw.body)
        return await self._view(await self._known(caller.channel, ref))

    async def act(self, caller: Caller, ref: str, deed: str, raw: Raw) -> dict[str, Any]:
        """Do something for the reporter of a report; the report as it then stands.

        Raises:
            NotFound: no such report, or nothing of this name can be done.
            UserError: what the lifecycle refuses.
        """
        raw = self._opened(caller, raw)
        if deed not in DEEDS:
            raise NotFound(f"没有 {deed}", f"There is no {deed}", path=("deed",), rule="known")
        report = await self._known(caller.channel, ref)
        fields = Fields.of(raw.body)
        key = fields.needed("updateRef", most=128, pattern=_UPDATE_REF)
        command = DEEDS[deed](fields)
        if isinstance(command, Supplement):
            ids, urls = read_photos(fields)
            fields.done()
            taken = await self._photos.take(
                self._app(caller.channel), caller.channel, report.reporter, raw, urls, self._clock()
            )
            command = replace(command, photo_ids=(*ids, *taken))
        fields.done()
        actor = Actor(id=report.reporter, role=Role.REPORTER, origin=caller.channel)
        try:
            return await self._view(await self._intake.apply(report.number, command, actor, key=key))
        except IdempotencyConflict as error:
            raise _other_content(error, "updateRef") from error

    def _opened(self, caller: Caller, raw: Raw) -> Raw:
        check_body(caller, self._app(caller.channel), raw.body)
        return taken_apart(raw)

    def _app(self, name: str) -> App:
        app = self._apps.get(name)
        if app is None or not app.keys or self._channels.get(name) is None:
            raise closed(name)
        return app

    def _inlet(self, name: str) -> Inlet:
        inlet = self._channels[name].inlet
        if inlet is None:
            raise closed(name)
        return inlet

    async def _found(self, channel: str, ref: str) -> Report | None:
        try:
            return await self._intake.read_id(report_id(channel, "", "", ref), RULE)
        except NotFound:
            return None

    async def _known(self, channel: str, ref: str) -> Report:
        report = await self._found(channel, ref)
        if report is None:
            raise NotFound(
                f"本渠道没有编号为 {ref[:64]} 的诉求",
                f"This channel has no report {ref[:64]}",
                path=("externalRef",),
                rule="visible",
            )
        return report

    async def _view(self, report: Report) -> dict[str, Any]:
        """The report with every entry that its app is told of."""
        to = Address(channel=report.channel, ref=report.external_ref or report.reporter)
        outlet = self._channels[report.channel].outlet
        news = [told(report, entry, to) for entry in report.timeline if entry.public]
        if report.primary is not None:
            primary = await self._intake.read(report.primary, RULE)
            adopted = max(
                entry.seq
                for entry in primary.timeline
                if entry.action is Action.ADOPT and entry.details.get("merged") == report.number
            )
            news += [
                told(primary, entry, to, report.number)
                for entry in primary.timeline
                if entry.public and entry.seq > adopted and is_news(entry, report.number)
            ]
        timeline = [dict(outlet.render(each).body) for each in news]
        return {
            "externalRef": to.ref,
            "number": report.number,
            "step": timeline[-1]["step"],
            "ended": timeline[-1]["ended"],
            "timeline": timeline,
        }


def _other_content(error: IdempotencyConflict, field: str) -> IdempotencyConflict:
    error.path = (field,)
    error.zh = f"{field} 已用于另一份内容，请换一个编号"
    error.en = f"{field} was used for another content; use a new one"
    return error
