"""Takes in what clients of Open311 hand in: by key, not too often, once, with its photos."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import httpx

from channels.inbound.errors import TooOften
from channels.inbound.fetch import fetch
from channels.inbound.photos import Uploads
from channels.inbound.store import InboundStore
from channels.means import App, Key
from channels.open311.posted import CHANNEL, Posted, digest_of
from intake import RULE, Database, Forbidden, Intake, NotFound, Report, report_id

SAME_FOR = timedelta(minutes=5)
"""The same content by the same key within this time is a repetition: GeoReport has no key for retries."""
_MOST_KEPT = 12 * 1024 * 1024 + 1


class Desk:
    """Files what is handed in.

    Args:
        database: counts requests.
        app: what an operator set for this channel; None where it is closed.
        intake: files and reads reports.
        uploads: keeps photos.
        http: fetches photos; follows no redirect.
        clock: now, aware UTC.
    """

    def __init__(
        self,
        database: Database,
        *,
        app: App | None,
        intake: Intake,
        uploads: Uploads,
        http: httpx.AsyncClient,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = InboundStore(database)
        self._app = app or App()
        self._intake = intake
        self._uploads = uploads
        self._http = http
        self._clock = clock

    def key(self, given: str) -> Key:
        """The key that was given; every live one is compared, each in constant time.

        Raises:
            Forbidden: it is none of ours.
        """
        secret = given.encode("utf-8", "replace")
        found = [key for key in self._app.keys if hmac.compare_digest(key.secret, secret)]
        if not found:
            raise Forbidden(
                "api_key 缺失或无效", "The api_key is missing or invalid", path=("api_key",), rule="api_key"
            )
        return found[0]

    async def admit(self, key: Key) -> None:
        """Count a request of this key.

        Raises:
            TooOften: the channel sent too much in this minute.
        """
        now = self._clock()
        if await self._store.count(f"{CHANNEL} {key.id}", now) > self._app.per_minute:
            raise TooOften(self._app.per_minute, 60 - now.second)

    async def file(self, key: Key, form: Posted, photos: Sequence[bytes], media_url: str | None) -> Report:
        """The report of what was handed in; the first one where it is a repetition.

        Every report has a reporter of its own, since nobody knows who stands behind a key.

        Raises:
            InvalidInput: a field breaks a rule; nothing was filed.
            UserError: a photo is refused, or a part is away.
        """
        now = self._clock()
        digest = digest_of(form, photos, media_url)
        mark = hashlib.sha256(f"{key.id}\0{digest}".encode()).hexdigest()[:32]
        reporter, slot = f"{CHANNEL}:{mark}", int(now.timestamp() // SAME_FOR.total_seconds())
        for each in (slot, slot - 1):
            stored = await self._stored(report_id(CHANNEL, reporter, f"{mark}.{each}"))
            if stored is not None and stored.submitted_at > now - SAME_FOR:
                return stored
        ids = [(await self._uploads.upload(reporter, each)).id for each in photos]
        if media_url is not None:
            with await fetch(self._http, media_url, self._app.photo_hosts, ("media_url",)) as fetched:
                ids.append((await self._uploads.upload(reporter, fetched.read(_MOST_KEPT))).id)
        return await self._intake.submit(form.to_submission(reporter, f"{mark}.{slot}", tuple(ids)))

    def fetches(self, url: str) -> bool:
        """Whether photos are fetched from there: an operator named its host."""
        try:
            link = httpx.URL(url)
        except httpx.InvalidURL:
            return False
        host = link.host.lower()
        port = link.port or (443 if link.scheme == "https" else 80)
        return not self._app.photo_hosts.isdisjoint({host, f"{host}:{port}"})

    async def own(self, number: str) -> Report | None:
        """The report with this number where a client of this channel handed it in."""
        try:
            report = await self._intake.read(number, RULE)
        except NotFound:
            return None
        return report if report.channel == CHANNEL and report.external_ref is None else None

    async def _stored(self, id_: str) -> Report | None:
        try:
            return await self._intake.read_id(id_, RULE)
        except NotFound:
            return None
