"""Hashes of chains: two algorithms, each named by what it writes."""

import hashlib
from typing import Never

import pytest

from intake import HashAlgorithm, HashUnavailable, check_available
from intake.chain import _hexdigest, algorithm_of, digest, following

SHA256, SM3 = HashAlgorithm.SHA256, HashAlgorithm.SM3


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_is_that_of_gb_t_32905(message: bytes, expected: str) -> None:
    assert _hexdigest(message, SM3) == expected


def test_a_stored_hash_names_its_algorithm() -> None:
    plain = hashlib.sha256(b'["abc"]').hexdigest()
    assert digest(["abc"], SHA256) == plain
    assert digest(["abc"], SM3) == "sm3:" + hashlib.new("sm3", b'["abc"]').hexdigest()
    assert algorithm_of(plain) is SHA256
    assert algorithm_of("sm3:00") is SM3
    for unknown in ("md5:00", "SM3:00", "sha256:00", ":00", "sm3:sm3:00"):
        assert algorithm_of(unknown) is None


def test_a_chain_never_goes_back_whatever_is_set() -> None:
    assert following(None, SM3) is SM3
    assert following("00", SM3) is SM3
    assert following("sm3:00", SHA256) is SM3
    assert following("00", SHA256) is SHA256


def test_a_machine_without_the_algorithm_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    check_available(SM3)

    def lacks(name: str, _: bytes) -> Never:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", lacks)
    check_available(SHA256)
    with pytest.raises(HashUnavailable, match=r"不支持 SM3.*lacks SM3"):
        check_available(SM3)
