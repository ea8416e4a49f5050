"""Who asks: bearer tokens (RFC 6750) in, sessions out."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt

from intake import Actor, Role, Unauthenticated
from schema import CHANNEL, Issued, Session

AUDIENCE = "suishoupai"
_ALGORITHM = "HS256"
_SCHEME = "bearer "
_LONGEST_ID = 64
_KEPT = 4_096
_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
REPORTER_VALID = timedelta(hours=2)
"""How long a token lasts that a sign-in gives."""
TOKEN_ROLES = {role.value: role for role in Role if role is not Role.RULE}
"""Roles that a token may name, by that name; the service itself never has one."""


class Identity:
    """Reads tokens; issues those of reporters and, in development, any.

    Args:
        secret: HMAC key, 32 bytes or more.
        issuer: what ``iss`` must say.
        clock: now, aware UTC.
    """

    def __init__(self, secret: str, issuer: str, clock: Callable[[], datetime]) -> None:
        self._secret = secret
        self._issuer = issuer
        self._clock = clock
        # A signature holds or not for ever; whether the time has come is asked each time.
        self._claims = lru_cache(_KEPT)(self._decode)

    def session(self, authorization: str | None, address: str = "") -> Session | None:
        """Who stands behind an ``Authorization`` value; None when there is none.

        Args:
            authorization: the value of the header.
            address: network address of the connection, for the traces of what staff do.

        Raises:
            Unauthenticated: the token does not hold.
        """
        if not authorization:
            return None
        if not authorization.lower().startswith(_SCHEME):
            raise Unauthenticated("请使用 Bearer 令牌登录", "Send a bearer token")
        return self._checked(self._claims(authorization[len(_SCHEME) :].strip()), address)

    def issue_reporter(self, reporter: str) -> Issued:
        """A token for a reporter who has just signed in, valid for two hours."""
        expires_at = (self._clock() + REPORTER_VALID).replace(microsecond=0)
        return Issued(self.issue(Actor(id=reporter, role=Role.REPORTER), REPORTER_VALID), expires_at)

    def issue(self, actor: Actor, valid_for: timedelta) -> str:
        """A token for this actor.

        In production for reporters who signed in by WeChat only: those of staff come from the city's issuer.
        """
        now = self._clock()
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": actor.id,
            "role": actor.role.value,
            "departments": sorted(actor.departments),
            "towns": sorted(actor.towns),
            "iat": int(now.timestamp()),
            "exp": int((now + valid_for).timestamp()),
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def _decode(self, token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                issuer=self._issuer,
                audience=AUDIENCE,
                options={"require": ["sub", "exp", "role"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            raise Unauthenticated(
                "登录凭证无效，请重新登录", "The token does not hold; sign in again"
            ) from error
        return claims

    def _checked(self, claims: dict[str, Any], address: str) -> Session:
        subject, departments, towns = claims["sub"], claims.get("departments", []), claims.get("towns", [])
        role = TOKEN_ROLES.get(claims["role"]) if isinstance(claims["role"], str) else None
        sound = (
            isinstance(claims["exp"], int)
            and self._clock().timestamp() < claims["exp"] <= _LATEST
            and 0 < len(subject) <= _LONGEST_ID
            and _are_words(departments)
            and _are_words(towns)
        )
        if not sound or role is None:
            raise Unauthenticated(
                "登录已过期，请重新登录", "The token has expired or is incomplete; sign in again"
            )
        actor = Actor(
            id=subject,
            role=role,
            departments=frozenset(departments),
            towns=frozenset(towns),
            origin=CHANNEL if role is Role.REPORTER else f"desk {address}".strip(),
        )
        return Session(actor=actor, expires_at=datetime.fromtimestamp(claims["exp"], UTC))


def _are_words(claim: object) -> bool:
    return isinstance(claim, list) and all(isinstance(each, str) for each in claim)


def development_secret(data_dir: Path) -> str:
    """The secret of this data folder, made at first use, readable by its owner only."""
    path = data_dir / "jwt-secret"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32), "utf-8")
        draft.replace(path)
    return path.read_text("utf-8")
