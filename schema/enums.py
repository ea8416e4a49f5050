"""The enums of the domain, as the schema shows them."""

from collections.abc import Callable
from enum import Enum
from typing import Any, cast

import strawberry

import channels
import intake
import media
import routing


def _show(enum: type[Enum], description: str, label: Callable[[Any], str]) -> None:
    strawberry.enum(enum, description=description)
    definition = cast("Any", enum).__strawberry_definition__
    for value in definition.values:
        value.description = label(enum[value.name])


def _zh(value: Any) -> str:
    return cast("str", value.zh)


def _table(labels: dict[str, str]) -> Callable[[Any], str]:
    return lambda value: labels[value.value]


_show(intake.Stage, "阶段。Where a report stands.", _zh)
_show(intake.Role, "角色。What an actor is to the city.", _zh)
_show(intake.Action, "动作。What was, or may be, done to a report.", _zh)
_show(intake.DeclineReason, "不予受理原因。Why a report is not taken up.", _zh)
_show(intake.RedactReason, "脱敏原因。Why the words are taken out of a report.", _zh)
_show(intake.ReturnReason, "退单原因。Why a department says that a report is not its own.", _zh)
_show(intake.AbnormalKind, "异常种类。What is abnormal about a report.", _zh)
_show(
    intake.MatterSource,
    "事项由谁认定。Who said what the matter is.",
    _table({"chosen": "诉求人选定", "asset": "扫码部件", "classified": "文字自动归类", "person": "人工归类"}),
)
_show(intake.RequestKind, "申请种类。What a department asks for.", _zh)
_show(intake.Dimension, "统计维度。What reports may be grouped by.", _zh)
_show(intake.TopicStage, "题目阶段。How far a topic is.", _zh)
_show(intake.Urgency, "紧急程度。How fast a matter must be handled.", _zh)
_show(intake.ResultCode, "处置结果。How a department says it ended.", _zh)
_show(
    intake.DispatchMode,
    "派单方式。Who chose the department.",
    _table({"auto": "自动", "manual": "人工"}),
)
_show(intake.DeadlineKind, "时限种类。The step a deadline waits for.", _zh)
_show(intake.Level, "预警级别：用去时限的 50%、75%、90%、100%。How much of a limit is used up.", _zh)
_show(
    intake.Verdict,
    "核对结论。What a check of a result found; one that fails refuses the result.",
    _table({"passed": "通过", "unverified": "无法核实"}),
)
_show(
    intake.LimitUnit,
    "时限单位。What a limit counts.",
    _table(
        {
            "minute": "分钟",
            "hour": "小时",
            "day": "自然日",
            "working_hour": "工作时",
            "working_day": "工作日",
        }
    ),
)
_show(
    intake.Anonymity,
    "匿名方式。How much the executing unit learns of the reporter.",
    _table({"real_name": "实名", "hidden_from_unit": "对承办单位隐藏", "anonymous": "匿名"}),
)
_show(intake.Likelihood, "可能性。How likely two reports are of one thing.", _zh)
_show(intake.Screening, "文字检测结果。Why a person should read words before others do.", _zh)
_show(intake.Purpose, "查阅目的。What a reporter's identity is read for.", _zh)
_show(
    intake.Crs,
    "坐标系。Coordinate reference of a pair.",
    _table({"wgs84": "WGS-84(GPS)", "gcj02": "GCJ-02（腾讯、高德地图）", "bd09": "BD-09（百度地图）"}),
)
_show(
    intake.LocationSource,
    "位置来源。Who said where it is.",
    _table({"device": "手机定位", "map": "地图选点", "photo": "照片 GPS", "asset": "部件登记位置"}),
)
_show(
    intake.ErrorCode,
    "错误代码。The kinds of expected failure.",
    lambda value: value.value.replace("_", " "),
)
_show(
    media.Rendition,
    "照片版本。Which copy of a photo.",
    _table({"original": "原件", "large": "大图（1600 像素）", "small": "缩略图（320 像素）"}),
)
_show(
    media.PhotoState,
    "照片状态。How far an upload is.",
    _table({"awaiting": "等待上传", "ready": "可用", "refused": "未通过检查"}),
)
_show(
    routing.MatterKind,
    "事项类别。An occurrence, or a component of the city.",
    _table({"occurrence": "事件", "component": "部件"}),
)
_show(routing.EditionKind, "版本种类。What there are editions of.", _zh)
_show(routing.EditionState, "版本状态。Where an edition stands.", _zh)
_show(routing.Act, "版本动作。What was done to an edition.", _zh)
_show(routing.ChangeKind, "差异种类。What became of a row.", _zh)
_show(intake.FailureReason, "放弃投递的原因。Why the outbox stopped trying.", _zh)
_show(channels.CircuitState, "熔断状态。Whether a channel is told anything.", _zh)
