"""Settings of the service, from the environment and from nowhere else."""

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from channels import WECHAT_URL, Account, App, Key
from intake import HashAlgorithm, HashUnavailable, check_available
from routing import MapService

_MIN_SECRET = 32
_MOST_KEYS = 2
_URL = r"^https?://[A-Za-z0-9.\[\]:-]+/?$"


class Profile(StrEnum):
    """What the service is run for."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """How log lines look."""

    TEXT = "text"
    JSON = "json"


class SettingsError(Exception):
    """A setting is wrong or missing; the words name it and say what to do."""


class ChannelSettings(BaseModel):
    """What an operator sets for one app."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keys: SecretStr | None = Field(
        default=None, description="id:secret, or two of them with a comma while the app changes over"
    )
    hash: HashAlgorithm = Field(default=HashAlgorithm.SHA256, description="sha256 | sm3, for signatures")
    callback_url: str | None = Field(
        default=None, pattern=r"^https?://[^\s]+$", description="where the app hears of its reports"
    )
    photo_hosts: str = Field(default="", description="hosts that its photos are fetched from, with commas")
    per_minute: int = Field(default=600, ge=1, description="requests taken from it in a minute")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        self.to_app()
        try:
            check_available(self.hash)
        except HashUnavailable as error:
            raise ValueError(f"HASH={self.hash}: {error}") from error
        return self

    def to_app(self) -> App:
        """As the channels take it.

        Raises:
            ValueError: a key has no id, or is too short.
        """
        given = self.keys.get_secret_value().split(",") if self.keys else []
        keys = []
        for each in given:
            name, _, secret = each.strip().partition(":")
            if not name or len(secret.encode()) < _MIN_SECRET:
                raise ValueError(f"KEYS is id:secret, each secret of {_MIN_SECRET} bytes or more")
            keys.append(Key(name, secret.encode()))
        if len(keys) > _MOST_KEYS or len({key.id for key in keys}) < len(keys):
            raise ValueError(f"KEYS has at most {_MOST_KEYS} keys, of different ids")
        return App(
            keys=tuple(keys),
            hash=self.hash,
            callback_url=self.callback_url,
            photo_hosts=frozenset(
                host.strip().lower() for host in self.photo_hosts.split(",") if host.strip()
            ),
            per_minute=self.per_minute,
        )


class WeChatState(StrEnum):
    """Which edition of the mini-program a message opens."""

    DEVELOPER = "developer"
    TRIAL = "trial"
    FORMAL = "formal"


class WeChatSettings(BaseModel):
    """What an operator sets for the mini-program."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    app_id: SecretStr = Field(min_length=1, description="id of the mini-program")
    secret: SecretStr = Field(min_length=1, description="its secret (AppSecret)")
    people_secret: SecretStr = Field(
        description="what openids are made pseudonyms with, 32 bytes or more; never change it"
    )
    base_url: str = Field(default=WECHAT_URL, pattern=_URL, description="WeChat's interfaces, or a proxy")
    state: WeChatState = Field(default=WeChatState.FORMAL, description="developer | trial | formal")
    lang: str = Field(default="zh_CN", pattern=r"^(zh_CN|en_US|zh_HK|zh_TW)$", description="of messages")
    page: str = Field(
        default="pages/report/index?number={number}",
        max_length=1024,
        description="what a message opens; {number} is the report's",
    )
    templates: dict[str, str] = Field(
        default={}, description="ids of message templates: WECHAT__TEMPLATES__progress and so on"
    )
    lasting: str = Field(default="", description="names of templates accepted for good, with commas")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if len(self.people_secret.get_secret_value().encode()) < _MIN_SECRET:
            raise ValueError(f"PEOPLE_SECRET must have {_MIN_SECRET} bytes or more")
        return self

    def to_account(self) -> Account:
        """As the channels take it."""
        return Account(
            app_id=self.app_id.get_secret_value(),
            secret=self.secret.get_secret_value(),
            people_secret=self.people_secret.get_secret_value().encode(),
            base_url=self.base_url.rstrip("/"),
            state=self.state.value,
            lang=self.lang,
            page=self.page,
            templates=dict(self.templates),
            lasting=frozenset(name.strip() for name in self.lasting.split(",") if name.strip()),
        )


class Settings(BaseSettings):
    """Every setting, with its default. Embedded servers stand in for stores that are not named."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_nested_delimiter="__")

    profile: Profile = Field(default=Profile.DEVELOPMENT, description="development | production")
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on")
    data_dir: Path = Field(default=Path(".data"), description="folder of the embedded servers")
    mongodb_uri: SecretStr | None = Field(
        default=None, description="replica set or cluster; unset: embedded mongod"
    )
    mongodb_database: str = Field(
        default="suishoupai", pattern=r"^[A-Za-z0-9_-]{1,38}$", description="its database"
    )
    s3_endpoint_url: str | None = Field(
        default=None, pattern=_URL, description="object store; unset: embedded S3 server"
    )
    s3_public_endpoint_url: str | None = Field(
        default=None,
        description="where phones reach the same store, for signed links; unset: the same address",
    )
    s3_access_key_id: SecretStr | None = Field(default=None, description="key of the object store")
    s3_secret_access_key: SecretStr | None = Field(default=None, description="secret of that key")
    s3_region: str = Field(default="us-east-1", description="region to sign for")
    s3_bucket: str = Field(
        default="suishoupai-photos",
        pattern=r"^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$",
        description="private bucket",
    )
    s3_path_style: bool = Field(
        default=True, description="host/bucket/key (MinIO, Ceph); false for bucket.host/key"
    )
    jwt_secret: SecretStr | None = Field(
        default=None, description="HMAC secret of bearer tokens, 32 bytes or more; development makes its own"
    )
    jwt_issuer: str = Field(default="suishoupai", description="issuer that tokens must name")
    editions_every_s: float = Field(
        default=5.0, gt=0, le=3600, description="seconds between two looks for a new effective edition"
    )
    geocoder: MapService | None = Field(
        default=None, description="map service that tells addresses: baidu | amap | tianditu | tencent | none"
    )
    geocoder_key: SecretStr | None = Field(default=None, description="its key; unset: no addresses")
    geocoder_url: str | None = Field(
        default=None, pattern=_URL, description="host to ask instead; unset: the service's own"
    )
    geocoder_per_second: float = Field(
        default=3.0, gt=0, le=1000, description="most questions a second to it, of one process"
    )
    geocoder_budget_s: float = Field(
        default=0.8, gt=0, le=5, description="longest that a report waits for its address"
    )
    workers: bool = Field(default=True, description="deliver notices inside the server process")
    max_body_bytes: int = Field(default=2_097_152, ge=1024, description="largest GraphQL request")
    request_timeout_s: float = Field(default=20.0, gt=0, description="longest a request may take")
    trace_hash: HashAlgorithm = Field(
        default=HashAlgorithm.SHA256, description="sha256 | sm3; what new entries are chained with"
    )
    merge_alike: bool = Field(
        default=True, description="merge reports that are alike beyond doubt; false: hints to staff only"
    )
    export_max_rows: int = Field(
        default=200_000, ge=1, le=1_000_000, description="most reports in one exported file"
    )
    export_timeout_s: float = Field(default=600.0, gt=0, description="longest an export may take")
    channels: dict[str, ChannelSettings] = Field(
        default={},
        description="apps that hand in and are told, by name: CHANNELS__traffic__KEYS=id:secret and so on",
    )
    wechat: WeChatSettings | None = Field(
        default=None, description="the mini-program: WECHAT__APP_ID and so on; unset: no WeChat"
    )
    open311_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#]+[^\s?#/]$",
        description="where Open311 clients reach /open311/v2; unset: reports are not shown to the public",
    )
    open311_jurisdiction: str = Field(
        default="dongguan.gov.cn", pattern=r"^[!-~]{1,64}$", description="jurisdiction_id of Open311 clients"
    )
    open311_contact: str = Field(
        default="东莞 12345 · +86 769 12345", description="whom Open311 clients ask, for keys too"
    )
    import_secret: SecretStr | None = Field(
        default=None,
        description="makes pseudonyms of imported reporters, 32 bytes or more; development makes its own",
    )
    log_format: LogFormat = Field(default=LogFormat.TEXT, description="text | json")

    @field_validator("geocoder", mode="before")
    @classmethod
    def _none(cls, value: object) -> object:
        return None if value == "none" else value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.s3_endpoint_url and not (self.s3_access_key_id and self.s3_secret_access_key):
            raise ValueError("S3_ENDPOINT_URL needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY")
        uri = self.mongodb_uri.get_secret_value() if self.mongodb_uri else ""
        if uri and not uri.startswith(("mongodb://", "mongodb+srv://")):
            raise ValueError("MONGODB_URI starts with mongodb:// or mongodb+srv://")
        if self.profile is Profile.PRODUCTION:
            needed = {
                "MONGODB_URI": self.mongodb_uri,
                "S3_ENDPOINT_URL": self.s3_endpoint_url,
                "JWT_SECRET": self.jwt_secret,
            }
            missing = [name for name, value in needed.items() if not value]
            if missing:
                raise ValueError(f"PROFILE=production needs {', '.join(missing)}")
        try:
            check_available(self.trace_hash)
        except HashUnavailable as error:
            raise ValueError(f"TRACE_HASH={self.trace_hash}: {error}") from error
        if self.jwt_secret and len(self.jwt_secret.get_secret_value().encode()) < _MIN_SECRET:
            raise ValueError(f"JWT_SECRET must have {_MIN_SECRET} bytes or more")
        if self.import_secret and len(self.import_secret.get_secret_value().encode()) < _MIN_SECRET:
            raise ValueError(f"IMPORT_SECRET must have {_MIN_SECRET} bytes or more")
        return self

    @property
    def is_development(self) -> bool:
        """Whether conveniences for people trying the service are on."""
        return self.profile is Profile.DEVELOPMENT


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: one is wrong; values are never repeated, they may be secrets.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            "  " + ": ".join([*(str(part).upper() for part in each["loc"]), _told(each["msg"])])
            for each in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("设置有误 · These settings are wrong:\n" + "\n".join(lines)) from None


def _told(message: str) -> str:
    return message.removeprefix("Value error, ")
