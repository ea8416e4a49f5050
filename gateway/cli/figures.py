"""Figures of a model, as tables."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from routing import Card, Catalogue, Evaluation, Kept, LabelFigures, Promotion, Share, builtin_classifier

BUILTIN = "builtin"
"""What the model that ships is called."""

_HEADINGS = (
    "类 label",
    "条数 n",
    "精确率 precision",
    "召回率 recall",
    "F1",
    "免人工 coverage",
    "其中正确 kept",
)


def show_evaluation(out: Console, found: Evaluation, card: Card, catalogue: Catalogue, on: str) -> None:
    """Everything about one examination."""
    out.print(_summary(found, card, on))
    out.print(_by_label(found.labels, catalogue))
    if found.confusions:
        out.print(_confusions(found, catalogue))
    out.print(_calibration(found))


def markdown(out_of_fold: Evaluation, held_out: Evaluation, catalogue: Catalogue) -> str:
    """The table by label, for the documentation."""
    other = {each.label: each for each in held_out.labels}
    lines = [
        "| matter | " + "| n | precision | recall | coverage | right " * 2 + "|",
        "|---|---" + "|--:" * 10 + "|",
    ]
    lines += [
        f"| {label} | {_name(label, catalogue)} | {_cells(each)} | {_cells(other.get(label))} |"
        for label, each in ((each.label, each) for each in out_of_fold.labels)
    ]
    return "\n".join(lines)


def _cells(each: LabelFigures | None) -> str:
    if each is None:
        return "– | – | – | – | –"
    right = f"{each.passed_right}/{each.passed}" if each.passed else "–"
    coverage = Share(each.passed, each.rows).value
    return f"{each.rows} | {each.precision:.2f} | {each.recall:.2f} | {coverage:.2f} | {right}"


def ranged(share: Share) -> str:
    """A share with its interval of 95 %."""
    low, high = share.interval
    return f"{share.value:.1%} [{low:.1%}, {high:.1%}] · {share.part}/{share.whole}"


def models_table(kept: Iterable[Kept], serving: str | None) -> Table:
    """The models there are; the one that serves has a star."""
    table = Table(title="模型 · models")
    table.add_column("版本 version", no_wrap=True)
    for heading in (
        "训练于 trained",
        "来源 from",
        "条数 n",
        "类 labels",
        "F1",
        "免人工 coverage",
        "正确 kept",
    ):
        table.add_column(heading)
    for name, each in (
        (BUILTIN, Kept.of(builtin_classifier().card)),
        *((each.version, each) for each in kept),
    ):
        star = " *" if name == (serving or BUILTIN) else ""
        table.add_row(
            name + star,
            f"{each.created_at:%Y-%m-%d %H:%M}",
            each.source,
            str(each.rows),
            str(each.labels),
            f"{each.macro_f1:.3f}",
            f"{each.coverage:.1%}",
            f"{each.kept:.1%}",
        )
    return table


def history_table(steps: Iterable[Promotion]) -> Table:
    """What served when, the newest first."""
    table = Table(title="启用历史 · what served when")
    for heading in ("#", "时间 at", "启用 promoted", "此前 before", "谁 by", "理由 reason"):
        table.add_column(heading)
    for step in steps:
        undone = f"退回第 {step.undoes} 步 · takes back {step.undoes} " if step.undoes else ""
        table.add_row(
            str(step.step),
            f"{step.at:%Y-%m-%d %H:%M}",
            step.version or BUILTIN,
            step.former or BUILTIN,
            step.by,
            undone + step.reason,
        )
    return table


def _summary(found: Evaluation, card: Card, on: str) -> Table:
    table = Table(title=f"模型 {card.version} · {on}", show_header=False)
    rows = [
        ("条数 examples", str(found.rows)),
        ("准确率 accuracy", ranged(found.right)),
        ("前三名内 in the first three", ranged(found.in_three)),
        ("宏平均 F1 macro-F1", f"{found.macro_f1:.3f}"),
        ("要求的精确率 required precision", f"{card.precision:.1%}"),
        ("阈值 threshold", f"{card.threshold:.4f}" if card.threshold <= 1 else "未达到 not reached"),
        ("免人工的比例 coverage", ranged(found.passed)),
        ("其中实际正确 achieved precision", ranged(found.kept)),
        ("校准误差 ECE", f"{found.ece:.3f}"),
    ]
    for name, value in rows:
        table.add_row(name, value)
    return table


def _by_label(labels: Iterable[LabelFigures], catalogue: Catalogue) -> Table:
    table = Table(title="各类 · by label")
    for heading in _HEADINGS:
        table.add_column(heading, justify="left" if heading == _HEADINGS[0] else "right")
    for each in labels:
        table.add_row(
            f"{each.label} {_name(each.label, catalogue)}",
            str(each.rows),
            f"{each.precision:.2f}",
            f"{each.recall:.2f}",
            f"{each.f1:.2f}",
            f"{Share(each.passed, each.rows).value:.2f}",
            f"{each.passed_right}/{each.passed}" if each.passed else "–",
        )
    return table


def _confusions(found: Evaluation, catalogue: Catalogue) -> Table:
    table = Table(title="最常见的误判 · worst confusions")
    for heading in ("实为 is", "判为 told", "条数 n"):
        table.add_column(heading)
    for each in found.confusions:
        pair = (f"{code} {_name(code, catalogue)}" for code in (each.label, each.told))
        table.add_row(*pair, str(each.rows))
    return table


def _calibration(found: Evaluation) -> Table:
    table = Table(title="校准 · promised and kept")
    for heading in ("置信度 confidence", "条数 n", "平均置信度 promised", "实际正确 kept"):
        table.add_column(heading, justify="right")
    for number, each in enumerate(found.bins):
        if each.rows:
            low, high = number / len(found.bins), (number + 1) / len(found.bins)
            table.add_row(
                f"{low:.1f}-{high:.1f}",
                str(each.rows),
                f"{each.confidence:.2f}",
                f"{each.right / each.rows:.2f}",
            )
    return table


def _name(code: str, catalogue: Catalogue) -> str:
    known = catalogue.matters.get(code)
    return known.name if known else ""
