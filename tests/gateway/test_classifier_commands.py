"""``python -m gateway classifier``: trained, examined, promoted, taken back, told in tables."""

import csv
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import app, classifier
from gateway.embedded import S3
from gateway.learning import exam, from_file, from_reports
from gateway.resources import Stores
from routing import Example, WorseModel, builtin_catalogue, builtin_sentences
from support.sentences import few
from support.service import Person, Service, settings

CATALOGUE = builtin_catalogue()


def written(path: Path, examples: list[Example]) -> Path:
    with path.open("w", newline="", encoding="gb18030") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "label", "group"))
        writer.writerows((each.text, each.label, each.group) for each in examples)
    return path


def test_other_labels_are_learned_by_themselves(tmp_path: Path) -> None:
    material = from_file(written(tmp_path / "旧.csv", few()), CATALOGUE, skip_faulty=False, alone=False)
    assert (len(material.own), material.besides, material.encoding) == (96, (), "gb18030")


def test_codes_of_the_catalogue_are_learned_with_what_ships(tmp_path: Path) -> None:
    table = written(tmp_path / "a.csv", few(("C0118", "E0102", "E0406")))
    material = from_file(table, CATALOGUE, skip_faulty=False, alone=False)
    assert len(material.besides) > len(builtin_sentences())
    assert from_file(table, CATALOGUE, skip_faulty=False, alone=True).besides == ()


def test_held_out_sentences_are_those_of_the_catalogue() -> None:
    assert {each.label for each in exam(None, CATALOGUE)} == set(CATALOGUE.matters)


async def test_reports_are_learned_as_people_left_them(
    service: Service, citizen: Person, dispatcher: Person
) -> None:
    place = {"longitude": 113.74373, "latitude": 23.02486}
    sent = await citizen.filed("learn-key-1", matter="C0118", location=place, text="灯坏了")
    await dispatcher.done(
        "classifyReport",
        number=sent["number"],
        version=sent["version"],
        matter="C0106",
        idempotencyKey="learn-again-1",
    )
    await citizen.filed("learn-key-2", matter="E9999", location=place, text="你们看着办")
    material = await from_reports(service.resources.services.intake, CATALOGUE, alone=True)
    assert [(each.text, each.label, each.group) for each in material.own] == [
        ("灯坏了", "C0106", sent["number"])
    ]


async def test_a_model_is_trained_promoted_and_taken_back(
    stores: Stores,
    mongo_uri: str,
    s3: S3,
    bucket_name: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = settings(
        mongodb_uri=mongo_uri,
        mongodb_database=stores.database.name,
        s3_endpoint_url=s3.endpoint_url,
        s3_access_key_id=s3.access_key,
        s3_secret_access_key=s3.secret_key,
        s3_bucket=bucket_name,
    )

    def said() -> str:
        told = capsys.readouterr()
        return told.out + told.err

    faulty = tmp_path / "faulty.csv"
    faulty.write_text("text,label\n路灯不亮,C0118\n🙏,E0102\n", "utf-8")
    assert await classifier._train(given, faulty, 0.9, skip_faulty=False, alone=True) == 1
    assert "没有可读的文字" in said()

    table = written(tmp_path / "few.csv", few(("C0118", "E0102", "E0406")))
    assert await classifier._train(given, table, 0.9, skip_faulty=False, alone=True) == 0
    told = said()
    assert "gb18030" in told
    found = re.search(r"classifier promote\s+([0-9a-f]{12})", told)
    assert found
    version = found[1]

    assert await classifier._evaluate(given, version, table, as_markdown=False) == 0
    told = said()
    for words in ("macro-F1", "achieved precision", "路灯", "ECE"):
        assert words in told

    with pytest.raises(WorseModel):
        await classifier._promote(given, version, None, None, "zhang")
    assert await classifier._promote(given, version, None, "试用一周", "zhang") == 0
    said()
    assert await classifier._list(given) == 0
    told = said()
    for words in (f"{version} *", "试用一周", "zhang"):
        assert words in told
    assert await classifier._rollback(given, "试完了", "li") == 0
    assert "builtin" in said()


def test_help_teaches_the_order() -> None:
    told = CliRunner().invoke(app, ["classifier", "--help"]).output
    for words in ("train", "evaluate", "promote", "rollback", "list"):
        assert words in told
