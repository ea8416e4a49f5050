"""What the demonstration prints, whatever it finds."""

import io
from typing import Any

from rich.console import Console

from gateway.demo import _table

WAITING: dict[str, Any] = {
    "number": "DG261123-7K3F9QWM-F",
    "text": "路灯不亮[/b] 很黑",
    "matter": None,
    "location": None,
    "jurisdiction": None,
    "assignment": None,
    "reasons": [{"words": "没有位置信息[red]，由工作人员核实地点"}],
    "deadlines": [{"kind": "ACCEPT", "dueBy": "2026-11-23T03:30:00.000+00:00"}],
}


def test_a_report_that_waits_for_a_person_is_shown_too_and_markup_is_text() -> None:
    out = io.StringIO()
    notice = {"seq": 25, "title": "已收到[bold]", "body": "编号"}
    Console(file=out, width=100).print(_table(WAITING, [notice]))
    said = out.getvalue()
    assert "路灯不亮[/b] 很黑" in said
    assert "没有位置信息[red]" in said
    assert "已收到[bold]" in said
    assert "待人工派单" in said
    assert "None" not in said
