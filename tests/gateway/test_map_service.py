"""Addresses from a map service through the whole service, and the settings they depend on."""

import logging
from collections.abc import AsyncIterator

import pytest

from gateway.resources import Stores
from gateway.settings import SettingsError, read_settings
from intake import Actor, Role
from routing import MapService
from support.geocoders import GCJ02, KEY, PLACE, WORDS, Answer, MapServer, serving
from support.service import Person, Service, running, settings

HERE = {"longitude": PLACE.longitude, "latitude": PLACE.latitude}
ADDRESS_OF = "query($at: LocationInput!) { addressOf(location: $at) }"
LOCATION = """
query($n: String!) { report(number: $n) { location { address geocodedAddress { words provider } } } }"""
CITIZEN = Actor(id="citizen-1", role=Role.REPORTER)


@pytest.fixture
async def tencent() -> AsyncIterator[MapServer]:
    async with serving(MapService.TENCENT) as server:
        yield server


@pytest.fixture
async def mapped(stores: Stores, tencent: MapServer) -> AsyncIterator[Service]:
    """The service with a map service."""
    chosen = settings(
        geocoder="tencent", geocoder_key=KEY, geocoder_url=tencent.url, geocoder_per_second=100.0
    )
    async with running(stores, chosen) as service:
        yield service


async def location_of(person: Person, number: str) -> object:
    return (await person.ask(LOCATION, n=number))["report"]["location"]


async def test_a_reporter_asks_for_an_address_in_any_reference_and_nobody_else_may(
    mapped: Service, tencent: MapServer
) -> None:
    drawn = {"longitude": GCJ02[0], "latitude": GCJ02[1], "crs": "GCJ02"}
    async with mapped.person(CITIZEN) as citizen, mapped.person(None) as nobody:
        assert await citizen.ask(ADDRESS_OF, at=drawn) == {"addressOf": WORDS}
        assert await citizen.ask(ADDRESS_OF, at=HERE) == {"addressOf": WORDS}
        for sea_or_abroad in ({"longitude": 114.5, "latitude": 21.5}, {"longitude": 2.35, "latitude": 48.85}):
            assert await citizen.ask(ADDRESS_OF, at=sea_or_abroad) == {"addressOf": None}
        (error,) = await nobody.errors(ADDRESS_OF, at=HERE)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        (error,) = await citizen.errors(ADDRESS_OF, at={"longitude": 23.0, "latitude": 113.7})
        assert error["extensions"]["rule"] == "not_swapped"
        assert error["extensions"]["path"] == ["location"]
        (error,) = await citizen.errors(
            "query($at: LocationInput!) { a: addressOf(location: $at) b: addressOf(location: $at) "
            "c: addressOf(location: $at) }",
            at=HERE,
        )
        assert "2" in error["message"]
    assert tencent.points == [pytest.approx(GCJ02, rel=0, abs=6e-7)]


async def test_the_address_stands_beside_the_place_for_its_reporter_and_for_staff(mapped: Service) -> None:
    found = {"address": None, "geocodedAddress": {"words": WORDS, "provider": "tencent"}}
    async with (
        mapped.person(CITIZEN) as citizen,
        mapped.person(Actor(id="dispatcher-1", role=Role.DISPATCHER)) as dispatcher,
    ):
        filed = await citizen.filed("address-1", matter="C0118", location=HERE)
        for person in (citizen, dispatcher):
            assert await location_of(person, filed["number"]) == found
        told = await citizen.filed("address-2", matter="C0118", location={**HERE, "address": "鸿福路口"})
        assert await location_of(citizen, told["number"]) == {"address": "鸿福路口", "geocodedAddress": None}


async def test_a_service_that_fails_is_counted_and_its_key_and_the_place_are_not_told(
    mapped: Service, tencent: MapServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    tencent.answer = Answer({"status": 190, "message": f"无效的KEY {KEY}"})
    async with mapped.person(CITIZEN) as citizen:
        filed = await citizen.filed("address-3", matter="C0118", location=HERE)
        assert await location_of(citizen, filed["number"]) == {"address": None, "geocodedAddress": None}
        assert await citizen.ask(ADDRESS_OF, at=HERE) == {"addressOf": None}
        metrics = (await citizen.http.get("/metrics")).text
    assert 'suishoupai_geocodes_total{outcome="key"} 1.0' in metrics
    assert 'suishoupai_geocodes_total{outcome="resting"} 1.0' in metrics
    assert "no address from tencent: key" in caplog.text
    for secret in (KEY, str(PLACE.latitude), f"{GCJ02[0]:.4f}"):
        assert secret not in caplog.text
        assert secret not in metrics


async def test_without_a_key_there_is_no_geocoder(
    stores: Stores, tencent: MapServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        running(stores, settings(geocoder="tencent", geocoder_url=tencent.url)) as service,
        service.person(CITIZEN) as citizen,
    ):
        assert await citizen.ask(ADDRESS_OF, at=HERE) == {"addressOf": None}
        filed = await citizen.filed("address-4", matter="C0118", location=HERE)
        assert await location_of(citizen, filed["number"]) == {"address": None, "geocodedAddress": None}
        assert "geocodes" not in (await citizen.http.get("/metrics")).text
    assert "GEOCODER=tencent without GEOCODER_KEY" in caplog.text
    assert tencent.asked == []


def test_the_map_service_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().geocoder is None
    for value, service in [("none", None), *((each.value, each) for each in MapService)]:
        monkeypatch.setenv("GEOCODER", value)
        assert read_settings().geocoder is service
    monkeypatch.setenv("GEOCODER_KEY", KEY)
    assert KEY not in repr(read_settings())
    for name, value in {
        "GEOCODER": "google",
        "GEOCODER_URL": f"ftp://{KEY}",
        "GEOCODER_PER_SECOND": "0",
        "GEOCODER_BUDGET_S": "60",
    }.items():
        with monkeypatch.context() as wrong:
            wrong.setenv(name, value)
            with pytest.raises(SettingsError, match=name) as refused:
                read_settings()
            assert KEY not in str(refused.value)
