"""What a command reads from the settings."""

from gateway.cli.console import fail
from gateway.identity import Identity, development_secret
from gateway.logs import configure_logs
from gateway.resources import utc_now
from gateway.settings import Settings, SettingsError, read_settings


def configured() -> Settings:
    """The settings, with logs as they ask; ends the command with a sentence where one is wrong."""
    try:
        settings = read_settings()
    except SettingsError as error:
        fail(str(error))
    configure_logs(settings.log_format)
    return settings


def development_identity(settings: Settings) -> Identity:
    """Who signs tokens of development; ends the command on any other profile."""
    if not settings.is_development:
        fail("只用于开发环境\nFor PROFILE=development only")
    secret = settings.jwt_secret.get_secret_value() if settings.jwt_secret else None
    return Identity(secret or development_secret(settings.data_dir), settings.jwt_issuer, utc_now)
