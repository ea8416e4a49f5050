"""Signing in by WeChat through the whole service, and what its settings must be."""

import logging

import pytest
from pydantic import SecretStr

from gateway.logs import configure_logs
from gateway.resources import Stores
from gateway.settings import LogFormat, SettingsError, read_settings
from support.service import Person, running, settings
from support.wechat import APP_ID, APP_SECRET, PEOPLE_SECRET, SESSION, TEMPLATES, errcode, wechat_serving

SIGN_IN = """mutation($code: String!) { signIn(input: {code: $code}) {
  ... on SignInSuccess { token expiresAt } ... on UserError { __typename rule message } } }"""
ACCEPT = """mutation($ids: [String!]!) { acceptMessages(input: {templateIds: $ids}) {
  ... on AcceptMessagesSuccess { credits { template left } } ... on UserError { rule } } }"""
VERIFY = """mutation { verifyPhone(input: {code: "a-phone-code"}) {
  ... on VerifyPhoneSuccess { verified } ... on UserError { rule } } }"""


async def test_a_reporter_signs_in_files_a_report_and_accepts_messages(stores: Stores) -> None:
    async with wechat_serving() as server:
        wechat = {
            "app_id": SecretStr(APP_ID),
            "secret": SecretStr(APP_SECRET),
            "people_secret": SecretStr(PEOPLE_SECRET),
            "base_url": server.url,
            "templates": TEMPLATES,
        }
        async with running(stores, settings(wechat=wechat)) as service, service.person(None) as nobody:
            refused = (await nobody.ask(ACCEPT, ids=["tmpl-more"]))["acceptMessages"]
            assert refused == {"rule": "signed_in"}
            server.will(SESSION, errcode(40163))
            used = (await nobody.ask(SIGN_IN, code="used"))["signIn"]
            assert (used["__typename"], used["rule"]) == ("InvalidInput", "wechat_code_used")
            signed_in = (await nobody.ask(SIGN_IN, code="a-code"))["signIn"]
            assert signed_in["expiresAt"]
            nobody.http.headers["authorization"] = f"Bearer {signed_in['token']}"
            somebody = Person(None, nobody.http)
            accepted = (await somebody.ask(ACCEPT, ids=["tmpl-more"]))["acceptMessages"]
            assert accepted == {"credits": [{"template": "more", "left": 1}]}
            assert (await somebody.ask(VERIFY))["verifyPhone"] == {"verified": True}
            report = await somebody.filed("wechat-key-1", text="路灯不亮", matter="C0118")
            assert report["stage"]


async def test_without_a_mini_program_nobody_signs_in(nobody: Person) -> None:
    told = (await nobody.ask(SIGN_IN, code="a-code"))["signIn"]
    assert (told["__typename"], told["rule"]) == ("Forbidden", "wechat_off")


def test_settings_of_the_mini_program(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().wechat is None
    monkeypatch.setenv("WECHAT__APP_ID", APP_ID)
    with pytest.raises(SettingsError, match="WECHAT: SECRET"):
        read_settings()
    monkeypatch.setenv("WECHAT__SECRET", APP_SECRET)
    monkeypatch.setenv("WECHAT__PEOPLE_SECRET", "short")
    with pytest.raises(SettingsError, match="32 bytes") as raised:
        read_settings()
    assert APP_SECRET not in str(raised.value)
    monkeypatch.setenv("WECHAT__PEOPLE_SECRET", PEOPLE_SECRET)
    monkeypatch.setenv("WECHAT__TEMPLATES__progress", "tmpl-progress")
    monkeypatch.setenv("WECHAT__LASTING", "progress, more")
    found = read_settings().wechat
    assert found is not None
    account = found.to_account()
    assert account.templates == {"progress": "tmpl-progress"}
    assert account.lasting == {"progress", "more"}
    assert account.base_url == "https://api.weixin.qq.com"
    assert APP_SECRET not in f"{found!r} {account!r}"


def test_urls_that_are_asked_stay_out_of_the_logs() -> None:
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    try:
        configure_logs(LogFormat.JSON)
        assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
