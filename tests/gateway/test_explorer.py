import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from graphql import parse, validate

from schema import build_schema

STATIC = Path(__file__).parents[2] / "gateway" / "static"
PAGE = STATIC / "graphiql" / "index.html"
SCRIPT = STATIC / "graphiql" / "explorer.js"


def test_the_page_loads_our_own_files_only() -> None:
    addresses = re.findall(r'(?:src|href)="([^"]+)"', PAGE.read_text("utf-8"))
    files = [address for address in addresses if address != "data:,"]
    assert len(files) >= 7
    for file in files:
        assert file.startswith("/static/")
        assert (STATIC / file.removeprefix("/static/")).is_file()
    sheet = (STATIC / "graphiql" / "graphiql.min.css").read_text("utf-8")
    assert "@import" not in sheet
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", sheet)


def test_the_first_look_holds_for_the_schema() -> None:
    found = re.search(r"const FIRST_LOOK = `(.*?)`;", SCRIPT.read_text("utf-8"), re.DOTALL)
    assert found
    document = parse(found[1].replace("\\`", "`"))
    schema = build_schema(introspection=True)
    assert validate(schema._schema, document) == []
    assert len(document.definitions) == 6


def test_every_vendored_package_comes_with_its_licence() -> None:
    wanted = json.loads((STATIC / "package.json").read_text("utf-8"))["devDependencies"]
    copied = {path.stem for path in (STATIC / "graphiql" / "licences").iterdir()}
    assert copied == set(wanted) - {"terser"}


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node.js to parse JavaScript")
@pytest.mark.parametrize("script", sorted((STATIC / "graphiql").glob("*.js")), ids=lambda path: path.name)
def test_scripts_parse(script: Path) -> None:
    subprocess.run(["node", "--check", str(script)], check=True)  # noqa: S603, S607 - our own file, node from PATH
