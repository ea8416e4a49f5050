"""``classifier``: what reads the words of reports, trained, examined, put to work and taken back."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from gateway.cli.configured import configured
from gateway.cli.console import err, fail, out, run
from gateway.cli.faults import faults_table
from gateway.cli.figures import BUILTIN, history_table, markdown, models_table, ranged, show_evaluation
from gateway.cli.operator import operator
from gateway.learning import Material, exam, from_file, from_reports
from gateway.resources import Stores, build, open_stores, prepare, utc_now
from gateway.settings import Settings
from routing import (
    Catalogue,
    LinearClassifier,
    LiveEditions,
    Models,
    TrainingRefused,
    builtin_catalogue,
    builtin_classifier,
    check_known,
    check_not_worse,
    examine,
    make_builtin,
    train_classifier,
    write_model,
)

MODEL_FILE = Path(__file__).parents[2] / "routing" / "data" / "classifier.npz"

app = typer.Typer(
    name="classifier",
    help="文字归类模型：训练、评估、启用、退回。What reads the words of reports.",
    epilog="通常的顺序：train → evaluate 版本 → promote 版本；不满意就 rollback。"
    "Train, evaluate VERSION, promote VERSION; rollback when you regret it.",
    no_args_is_help=True,
)
_Version = Annotated[str, typer.Argument(help="模型版本，见 list；builtin 为内置模型。See 'list'.")]
_On = Annotated[
    Path | None,
    typer.Option("--on", metavar="FILE", help="评估用的 CSV（text,label）；默认用内置的留出句子。A CSV."),
]
_By = Annotated[str | None, typer.Option(help="操作人，默认为登录名。Who; the login name if left out.")]


class Origin(StrEnum):
    """What a model is trained on."""

    REPORTS = "reports"
    CSV = "csv"


@app.command("train")
def train_command(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="--from csv 时的文件：text,label[,group]。The CSV."),
    ] = None,
    *,
    origin: Annotated[
        Origin, typer.Option("--from", help="用本系统的诉求，或用 CSV。Reports of this service, or a CSV.")
    ],
    precision: Annotated[
        float, typer.Option(min=0.5, max=1.0, help="免人工的判断至少要对多少。Of guesses that stand alone.")
    ] = 0.95,
    skip_faulty: Annotated[
        bool, typer.Option("--skip-faulty", help="跳过有误的行，而不是整份拒绝。Leave faulty rows out.")
    ] = False,
    alone: Annotated[
        bool, typer.Option("--alone", help="不掺入内置句子和事项名称。Without what ships.")
    ] = False,
) -> None:
    """训练一个模型并存入对象存储；不会自动启用。Train a model and store it; it does not serve until promoted.

    CSV 可为 UTF-8 或 GBK，任意标签；同一场景的句子可用 group 标在一起，评估时不会既学又考。
    The CSV may be UTF-8 or GBK, with any labels; rows of one group are never both learned and asked.
    """
    if (origin is Origin.CSV) != (file is not None):
        fail(
            "--from csv 需要给出文件，--from reports 则不需要\nA file goes with --from csv, and only with it"
        )
    settings = configured()
    run(lambda: _train(settings, file, precision, skip_faulty=skip_faulty, alone=alone))


@app.command("evaluate")
def evaluate_command(
    version: Annotated[
        str | None,
        typer.Argument(help="版本，默认为现用的；builtin 为内置模型。Else what serves."),
    ] = None,
    *,
    on: _On = None,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="只输出各类表。A table for a page.")
    ] = False,
) -> None:
    """评估一个模型：训练时的折外结果，以及在留出句子或给定文件上的结果。How a model does."""
    settings = configured()
    run(lambda: _evaluate(settings, version, on, as_markdown=as_markdown))


@app.command("promote")
def promote_command(
    version: _Version,
    *,
    on: _On = None,
    force: Annotated[
        str | None, typer.Option(metavar="REASON", help="即使较差也启用，须说明理由。Though worse, and why.")
    ] = None,
    by: _By = None,
) -> None:
    """启用一个模型；明显差于现用模型的会被拒绝。Let a model serve; one that is clearly worse is refused."""
    settings = configured()
    run(lambda: _promote(settings, version, on, force, operator(by).id))


@app.command("rollback")
def rollback_command(
    *, reason: Annotated[str, typer.Option(help="为什么退回。Why.")] = "", by: _By = None
) -> None:
    """退回到上一个模型。Back to the model that served before."""
    settings = configured()
    run(lambda: _rollback(settings, reason, operator(by).id))


@app.command("list")
def list_command() -> None:
    """列出存有的模型和启用历史。The models that are stored, and what served when."""
    settings = configured()
    run(lambda: _list(settings))


@app.command("builtin")
def builtin_command(
    *, check: Annotated[bool, typer.Option("--check", help="只比较，不写入。Compare only.")] = False
) -> None:
    """由内置句子和事项名称重做内置模型（开发用）。Make the model that ships anew, for developers."""

    async def make() -> int:
        model = _with_progress(lambda tell: make_builtin(builtin_catalogue().matters.values(), tell))
        if not check:
            MODEL_FILE.write_bytes(write_model(model))
        elif model.version != builtin_classifier().version:
            fail(
                "内置模型已过期，请重做\nThe model that ships is stale: python -m gateway classifier builtin"
            )
        out.print(f"内置模型 · the model that ships: {model.version}")
        return 0

    run(make)


async def _train(
    settings: Settings, file: Path | None, precision: float, *, skip_faulty: bool, alone: bool
) -> int:
    async with open_stores(settings) as stores:
        catalogue = await _catalogue(stores)
        if file is None:
            async with build(settings, stores) as resources:
                material = await from_reports(resources.services.intake, catalogue, alone=alone)
        else:
            try:
                material = from_file(file, catalogue, skip_faulty=skip_faulty, alone=alone)
            except TrainingRefused as error:
                err.print(faults_table("没有训练 · Nothing was trained", error.faults))
                return 1
        _tell(material, alone=alone)
        model = _with_progress(
            lambda tell: train_classifier(
                material.own,
                names=material.besides,
                precision=precision,
                source=file.name if file else "reports",
                at=utc_now(),
                progress=tell,
            )
        )
        version = await Models(stores.database, stores.bucket).save(model)
    show_evaluation(out, model.card.evaluation, model.card, catalogue, "折外 out of fold")
    if model.threshold > 1:
        out.print("达不到要求的精确率，全部交人工 · Not precise enough: everything goes to a person")
    out.print(f"模型 {version} 已保存 · stored; next: python -m gateway classifier promote {version}")
    return 0


async def _evaluate(settings: Settings, version: str | None, on: Path | None, *, as_markdown: bool) -> int:
    async with open_stores(settings) as stores:
        catalogue = await _catalogue(stores)
        serving = version or await Models(stores.database, stores.bucket).promoted()
        model = await _model(stores, serving)
    found = examine(model, exam(on, catalogue))
    if as_markdown:
        out.print(markdown(model.card.evaluation, found, catalogue), markup=False, soft_wrap=True)
        return 0
    show_evaluation(out, model.card.evaluation, model.card, catalogue, "折外 out of fold")
    show_evaluation(out, found, model.card, catalogue, on.name if on else "留出句子 held-out sentences")
    return 0


async def _promote(settings: Settings, version: str, on: Path | None, force: str | None, by: str) -> int:
    async with open_stores(settings) as stores:
        catalogue = await _catalogue(stores)
        models = Models(stores.database, stores.bucket)
        steps = await models.history()
        candidate = await _model(stores, version)
        check_known(candidate, catalogue.matters)
        if force is None:
            examples = exam(on, catalogue)
            if not examples:
                fail("没有可用于比较的句子，请用 --on 给出\nThere is nothing to compare on; give --on FILE")
            one, other = check_not_worse(candidate, await _model(stores, await models.promoted()), examples)
            out.print(f"新 new: {ranged(one.right)}，现用 serving: {ranged(other.right)}", markup=False)
        done = await models.promote(
            None if version == BUILTIN else version,
            by=by,
            at=utc_now(),
            step=steps[0].step if steps else 0,
            reason=force or "",
        )
    out.print(f"已启用 promoted: {done.version or BUILTIN}，此前 before: {done.former or BUILTIN}")
    return 0


async def _rollback(settings: Settings, reason: str, by: str) -> int:
    async with open_stores(settings) as stores:
        done = await Models(stores.database, stores.bucket).rollback(by=by, at=utc_now(), reason=reason)
    out.print(f"已退回 back to: {done.version or BUILTIN}，此前 before: {done.former or BUILTIN}")
    return 0


async def _list(settings: Settings) -> int:
    async with open_stores(settings) as stores:
        models = Models(stores.database, stores.bucket)
        kept, steps, serving = await models.every(), await models.history(), await models.promoted()
    out.print(models_table(kept, serving))
    out.print(history_table(steps))
    return 0


async def _catalogue(stores: Stores) -> Catalogue:
    """The catalogue that is in force, the one that ships in an empty database."""
    await prepare(stores)
    return (await LiveEditions(stores.database).current(utc_now())).catalogue


async def _model(stores: Stores, version: str | None) -> LinearClassifier:
    if version in {None, BUILTIN}:
        return builtin_classifier()
    return await Models(stores.database, stores.bucket).load(version)


def _tell(material: Material, *, alone: bool) -> None:
    """What there is to learn from."""
    out.print(f"样本 examples: {len(material.own)}，另有内置 besides: {len(material.besides)}", markup=False)
    if material.encoding is not None:
        out.print(f"编码 encoding: {material.encoding}")
    if material.skipped:
        out.print(f"跳过有误的行 faulty rows left out: {material.skipped}")
    if not material.besides and not alone:
        out.print(
            "标签不是事项代码，未掺入内置句子 · Other labels than the catalogue's: learned by themselves"
        )


def _with_progress(work: Callable[[Callable[[int, int], None]], LinearClassifier]) -> LinearClassifier:
    """Do the work under a bar with the rate and what remains."""
    columns = (
        TextColumn("训练 training"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
    )
    with Progress(*columns, TimeRemainingColumn(), console=err) as bar:
        task = bar.add_task("", total=None, rate="")

        def tell(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:.1f}/s" if speed else "")

        return work(tell)
