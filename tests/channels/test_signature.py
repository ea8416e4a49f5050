"""What proves who sent a request: the vectors of the page, and everything that must not pass."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels import App, Key, Raw, sign
from channels.inbound.signature import check_body, verify
from intake import HashAlgorithm, Unauthenticated

PAGE = Path(__file__).parents[2] / "docs" / "channels" / "README.md"
AT = datetime.fromtimestamp(1795482000, UTC)
OLD, NEW = Key("2026-a", b"0123456789abcdef0123456789abcdef"), Key("2026-b", b"f" * 32)
APP = App(keys=(OLD, NEW))
BODY = '{"externalRef":"SSP-20261124-0001","text":"路面破损"}'.encode()
VECTORS = {
    "1": ("POST", "/channels/traffic/reports?dry=%E5%8D%97", BODY, "8f14e45fceea167a5a36"),
    "2": ("GET", "/channels/traffic/reports/SSP-20261124-0001", b"", "c9f0f895fb98ab9159f5"),
}


def signed(key: Key = OLD, algorithm: HashAlgorithm = HashAlgorithm.SHA256, at: datetime = AT) -> Raw:
    method, target, body, nonce = VECTORS["1"]
    headers = sign(key, algorithm, method=method, target=target, body=body, at=at, nonce=nonce)
    return Raw(method=method, target=target, headers=headers, body=body)


def refused(raw: Raw, app: App = APP, now: datetime = AT) -> tuple[tuple[str, ...], str]:
    with pytest.raises(Unauthenticated) as caught:
        verify("traffic", app, raw, now)
    return caught.value.path, caught.value.rule


def test_the_vectors_of_the_page_hold() -> None:
    rows = re.findall(r"^\| (\d) \| `(\w+)` \| `(\w+)` \| `(\w+)` \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == 4
    for vector, algorithm, digest, signature in rows:
        method, target, body, nonce = VECTORS[vector]
        headers = sign(
            OLD, HashAlgorithm(algorithm), method=method, target=target, body=body, at=AT, nonce=nonce
        )
        assert (headers["x-ssp-digest"], headers["x-ssp-signature"]) == (digest, signature)


@pytest.mark.parametrize("algorithm", HashAlgorithm)
@pytest.mark.parametrize("key", [OLD, NEW])
def test_either_key_proves_who_it_is_from(key: Key, algorithm: HashAlgorithm) -> None:
    app = replace(APP, hash=algorithm)
    raw = signed(key, algorithm)
    caller = verify("traffic", app, raw, AT)
    assert (caller.channel, caller.key, caller.nonce) == ("traffic", key.id, "8f14e45fceea167a5a36")
    check_body(caller, app, raw.body)


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"},
        {"target": "/channels/traffic/reports?dry=南"},
        {"target": "/channels/traffic/reports"},
        {"target": "/channels/city/reports?dry=%E5%8D%97"},
    ],
)
def test_whatever_is_signed_cannot_be_changed(change: dict[str, str]) -> None:
    assert refused(replace(signed(), **change)) == (("headers", "x-ssp-signature"), "signature")


@pytest.mark.parametrize(
    ("header", "value", "rule"),
    [
        ("x-ssp-key", "2026-c", "signature"),
        ("x-ssp-key", "2026-b", "signature"),
        ("x-ssp-key", "", "signed"),
        ("x-ssp-timestamp", "1795482001", "signature"),
        ("x-ssp-timestamp", "1795482000.0", "signed"),
        ("x-ssp-timestamp", "-1", "signed"),
        ("x-ssp-timestamp", "999999999999", "clock_skew"),
        ("x-ssp-nonce", "8f14e45fceea167a5a37", "signature"),
        ("x-ssp-nonce", "tooshort", "signed"),
        ("x-ssp-nonce", "8f14e45fceea167a5a36\n", "signed"),
        ("x-ssp-digest", "0" * 64, "signature"),
        ("x-ssp-digest", "", "signed"),
        ("x-ssp-signature", "0" * 64, "signature"),
        ("x-ssp-signature", "", "signed"),
        ("x-ssp-signature", "é" * 64, "signed"),
    ],
)
def test_headers_that_prove_nothing(header: str, value: str, rule: str) -> None:
    raw = signed()
    assert refused(replace(raw, headers={**raw.headers, header: value}))[1] == rule


def test_an_unknown_key_is_told_like_a_wrong_signature() -> None:
    stranger = signed(Key("2026-c", b"s" * 32))
    forged = signed(Key(OLD.id, b"s" * 32))
    assert refused(stranger) == refused(forged)


def test_a_key_that_was_taken_out_proves_nothing() -> None:
    assert refused(signed(OLD), replace(APP, keys=(NEW,)))[1] == "signature"


def test_another_algorithm_than_the_one_agreed_on_proves_nothing() -> None:
    assert refused(signed(algorithm=HashAlgorithm.SM3))[1] == "signature"


@pytest.mark.parametrize("way", [-1, 1])
def test_three_hundred_seconds_either_way_and_no_more(way: int) -> None:
    verify("traffic", APP, signed(), AT + way * timedelta(seconds=300))
    late = refused(signed(), now=AT + way * timedelta(seconds=301))
    assert late == (("headers", "x-ssp-timestamp"), "clock_skew")


def test_another_body_than_the_signed_one_is_refused() -> None:
    caller = verify("traffic", APP, signed(), AT)
    with pytest.raises(Unauthenticated) as caught:
        check_body(caller, APP, BODY + b" ")
    assert caught.value.rule == "digest"
