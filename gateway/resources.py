"""Everything the service holds open, opened once and closed in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
from botocore.exceptions import ClientError
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo.errors import OperationFailure

from channels import (
    OPEN311,
    Channel,
    ChannelStore,
    CircuitStore,
    Delivery,
    InboundStore,
    Inbox,
    Means,
    MiniProgram,
    Open311Desk,
    Receiver,
    TableError,
    WeChatStore,
    build_channels,
    mini_program,
    open_callback,
)
from gateway import embedded
from gateway.follow import follow
from gateway.health import Health
from gateway.identity import Identity, development_secret
from gateway.map_service import open_addresses
from gateway.settings import Settings, SettingsError
from intake import Changes, Failures, HotSpots, Intake, PublicReports, Statistics, Topics, UserError
from media import Bucket, Media, open_bucket
from media import ensure_indexes as ensure_media_indexes
from routing import (
    AssetRegister,
    Classifier,
    Editions,
    Knowledge,
    LinearClassifier,
    LiveEditions,
    Routing,
    Sweep,
    Trials,
    builtin_calendar,
    builtin_classifier,
    load_promoted,
    to_wgs84,
)
from schema import Services

Database = AsyncIOMotorDatabase[dict[str, Any]]
_log = logging.getLogger(__name__)
_APP_S = 10.0
"""An app that takes longer to hear a notice has not heard it."""
_AWAY_AFTER_MS = 3_000
_SOCKET_MS = 15_000
_INDEX_CONFLICTS = {85, 86}  # IndexOptionsConflict, IndexKeySpecsConflict


def utc_now() -> datetime:
    """Now, aware UTC, in whole milliseconds: what MongoDB keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The two stores, open.

    Attributes:
        database: majority and journalled writes, majority reads of what was written, aware times.
        bucket: where photos are.
        children: embedded servers that were started for it; empty when both are elsewhere.
    """

    database: Database
    bucket: Bucket
    children: tuple[embedded.Child, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What the app, the workers and the commands share."""

    stores: Stores
    services: Services
    delivery: Delivery
    receiver: Receiver
    desk: Open311Desk
    public: PublicReports
    sweep: Sweep
    identity: Identity
    health: Health
    live: LiveEditions


@asynccontextmanager
async def open_stores(settings: Settings) -> AsyncIterator[Stores]:
    """Connect to both stores, starting the embedded ones where no address is set.

    Raises:
        EmbeddedError: an embedded server cannot run here; the words say what to do.
    """
    async with AsyncExitStack() as stack:
        children: list[embedded.Child] = []
        if settings.mongodb_uri:
            uri = settings.mongodb_uri.get_secret_value()
        else:
            mongo = await stack.enter_async_context(embedded.mongod(settings.data_dir))
            children.append(mongo.child)
            uri = mongo.uri
        client = connect(uri)
        stack.callback(client.close)
        bucket = await stack.enter_async_context(_bucket(settings, stack, children))
        yield Stores(
            database=client.get_database(settings.mongodb_database), bucket=bucket, children=tuple(children)
        )


def connect(uri: str, **options: Any) -> AsyncIOMotorClient[dict[str, Any]]:
    """A client whose every acknowledged write is on the disks of a majority; ``options`` are Motor's."""
    return AsyncIOMotorClient(
        uri,
        appname="suishoupai",
        w="majority",
        journal=True,
        readConcernLevel="majority",
        tz_aware=True,
        serverSelectionTimeoutMS=_AWAY_AFTER_MS,
        connectTimeoutMS=_AWAY_AFTER_MS,
        socketTimeoutMS=_SOCKET_MS,
        **options,
    )


@asynccontextmanager
async def _bucket(
    settings: Settings, stack: AsyncExitStack, children: list[embedded.Child]
) -> AsyncIterator[Bucket]:
    if settings.s3_endpoint_url and settings.s3_access_key_id and settings.s3_secret_access_key:
        endpoint, region = settings.s3_endpoint_url, settings.s3_region
        access = settings.s3_access_key_id.get_secret_value()
        secret = settings.s3_secret_access_key.get_secret_value()
    else:
        store = await stack.enter_async_context(embedded.s3(settings.data_dir))
        children.append(store.child)
        endpoint, region = store.endpoint_url, store.region
        access, secret = store.access_key, store.secret_key
    async with open_bucket(
        endpoint_url=endpoint,
        access_key=access,
        secret_key=secret,
        region=region,
        name=settings.s3_bucket,
        public_endpoint=settings.s3_public_endpoint_url,
        path_style=settings.s3_path_style,
    ) as bucket:
        yield bucket


async def prepare(stores: Stores) -> None:
    """Make the bucket, the indexes and, in an empty database, the catalogue. Safe to repeat.

    Raises:
        SettingsError: a store answers but does not let us in.
        Unavailable: a store does not answer.
    """
    database = stores.database
    try:
        await stores.bucket.ensure()
        await ensure_media_indexes(database)
        await Inbox(database).ensure_indexes()
        await InboundStore(database).ensure_indexes()
        await WeChatStore(database).ensure_indexes()
        await Intake.ensure_indexes(database)
        await Topics.ensure_indexes(database)
        await Editions(database, utc_now).start()
    except OperationFailure as error:
        if error.code in _INDEX_CONFLICTS:
            raise SettingsError(
                f"已有同名但定义不同的索引，请核对后删除旧索引再启动：{(error.details or {}).get('errmsg')}\n"
                "An index of that name is there with another definition; drop the old one and start again"
            ) from error
        raise SettingsError(
            f"数据库拒绝了请求（{error.code}），请检查 MONGODB_URI 的账号和权限\n"
            f"The database refused ({error.code}); check the account in MONGODB_URI and its rights"
        ) from error
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "?")
        raise SettingsError(
            f"对象存储拒绝了请求（{code}），请检查 S3_ACCESS_KEY_ID、S3_SECRET_ACCESS_KEY 和 S3_BUCKET\n"
            f"The object store refused ({code}); check S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and S3_BUCKET"
        ) from error


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Open the stores, prepare them, and build the services over them.

    Raises:
        EmbeddedError: an embedded server cannot run here.
        Unavailable: a store that is set does not answer.
        EditionUnreadable, CalendarRefused: data that routing cannot work with.
    """
    async with open_stores(settings) as stores:
        await prepare(stores)
        async with build(settings, stores) as resources:
            yield resources


@asynccontextmanager
async def build(settings: Settings, stores: Stores) -> AsyncIterator[Resources]:
    """The services over open stores, with the change stream and the look for new editions running."""
    database = stores.database
    live = LiveEditions(database, partial(_classifier, stores))
    routing = await _routing(live)
    media = Media(database, stores.bucket, utc_now)
    changes = Changes(database)
    async with (
        open_addresses(settings) as addresses,
        httpx.AsyncClient(timeout=_APP_S, follow_redirects=False, trust_env=False) as http,
        open_callback(utc_now) as callback,
    ):
        wechat = _mini_program(settings, database, http)
        identity = _identity(settings)
        editions = Editions(database, utc_now)
        intake = Intake(
            database,
            router=routing,
            photos=media,
            assets=AssetRegister(database),
            clock=utc_now,
            trace_hash=settings.trace_hash,
            merge_alike=settings.merge_alike,
            addresses=addresses,
            address_budget_s=settings.geocoder_budget_s,
            texts=wechat.texts if wechat else None,
        )
        services = Services(
            intake=intake,
            changes=changes,
            media=media,
            routing=routing,
            inbox=Inbox(database),
            statistics=Statistics(database),
            hot_spots=HotSpots(database),
            topics=Topics(database, router=routing, clock=utc_now),
            failures=Failures(database, utc_now),
            circuits=CircuitStore(database),
            editions=editions,
            trials=Trials(intake, editions, utc_now),
            clock=utc_now,
            issue_reporter=identity.issue_reporter,
            addresses=addresses,
            mini_program=wechat,
        )
        health = Health(
            needed={"database": lambda: database.command("ping")},
            wanted={"object_store": stores.bucket.reachable},
        )
        apps = {name: each.to_app() for name, each in settings.channels.items()}
        channels = _channels(
            Means(
                store=ChannelStore(database),
                http=http,
                to_wgs84=to_wgs84,
                apps=apps,
                matters=routing.catalogue.matters,
                callback=callback,
                mini_program=wechat,
            )
        )
        following = (
            asyncio.create_task(changes.run(), name="changes"),
            asyncio.create_task(follow(live, routing, utc_now, settings.editions_every_s), name="editions"),
        )
        try:
            yield Resources(
                stores=stores,
                services=services,
                delivery=Delivery(database, channels),
                receiver=Receiver(
                    database,
                    channels=channels,
                    apps=apps,
                    intake=services.intake,
                    uploads=media,
                    http=http,
                    clock=utc_now,
                ),
                desk=Open311Desk(
                    database,
                    app=apps.get(OPEN311),
                    intake=services.intake,
                    uploads=media,
                    http=http,
                    clock=utc_now,
                ),
                public=PublicReports(database),
                sweep=Sweep(database, services.intake),
                identity=identity,
                health=health,
                live=live,
            )
        finally:
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)


async def _classifier(stores: Stores, known: Knowledge) -> Classifier | None:
    """The model that was promoted, or the one that ships; that one too where a start cannot read the other.

    Raises:
        UserError: the promoted one cannot be read, and another is held: it goes on.
    """
    held = known.classifier if isinstance(known.classifier, LinearClassifier) else None
    labels = known.catalogue.matters.keys()
    try:
        return await load_promoted(stores.database, stores.bucket, labels, held) or builtin_classifier()
    except UserError as error:
        if held is not None:
            raise
        _log.error("the promoted model cannot be used, the one that ships serves: %s", error)
        return builtin_classifier()


def _channels(means: Means) -> Mapping[str, Channel]:
    try:
        return build_channels(means)
    except TableError as error:
        raise SettingsError(f"渠道对照表有误 · A table of a channel does not hold:\n  {error}") from error


async def _routing(live: LiveEditions) -> Routing:
    calendar = builtin_calendar()
    warning = calendar.check_covered(utc_now())
    if warning is not None:
        _log.warning("%s · %s", warning.zh, warning.en)
    known = await live.current(utc_now())
    return Routing(known.catalogue, known.layer, calendar, overlay=known.overlay, classifier=known.classifier)


def _mini_program(settings: Settings, database: Database, http: httpx.AsyncClient) -> MiniProgram | None:
    return mini_program(settings.wechat.to_account(), database, http, utc_now) if settings.wechat else None


def _identity(settings: Settings) -> Identity:
    secret = settings.jwt_secret.get_secret_value() if settings.jwt_secret else None
    return Identity(secret or development_secret(settings.data_dir), settings.jwt_issuer, utc_now)
