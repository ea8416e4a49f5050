"""What another register calls its matters, and which they are here."""

import csv
import io
from collections.abc import Collection, Mapping
from pathlib import Path

from intake import InvalidInput


def read_kinds(path: Path, matters: Collection[str]) -> Mapping[str, str | None]:
    """Matters by the code and by the name that the other register has for them; None where it is left open.

    Args:
        path: a CSV in UTF-8 or GB18030 with a column ``matter`` and ``code``, ``name`` or both; other columns
            are not read.
        matters: codes of the catalogue.

    Raises:
        InvalidInput: a column is missing, a kind stands for two matters, or a matter is not in the catalogue.
        OSError: it cannot be read.
    """
    found: dict[str, str | None] = {}
    reader = csv.DictReader(io.StringIO(_text(path)), restval="")
    if "matter" not in (reader.fieldnames or ()) or not {"code", "name"} & set(reader.fieldnames or ()):
        raise _refused(path, 1, "须有 matter 列及 code 或 name 列", "it takes matter, and code or name")
    for row in reader:
        matter = row["matter"].strip() or None
        if matter is not None and matter not in matters:
            raise _refused(path, reader.line_num, f"没有事项 {matter}", f"there is no matter {matter}")
        for kind in {(row.get(name) or "").strip() for name in ("code", "name")} - {""}:
            if found.setdefault(kind, matter) != matter:
                raise _refused(
                    path, reader.line_num, f"“{kind}”对应两个事项", f"{kind!r} stands for two matters"
                )
    return found


def _text(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(path, 0, "编码既非 UTF-8 也非 GB18030", "it is encoded neither in UTF-8 nor in GB18030")


def _refused(path: Path, line: int, zh: str, en: str) -> InvalidInput:
    return InvalidInput(
        f"{path.name} 第 {line} 行：{zh}", f"{path.name}, line {line}: {en}", path=("kinds",), rule="kinds"
    )
