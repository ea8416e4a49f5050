"""Checks against closing in form only 形式办结, made before a result is taken. Pure."""

from datetime import datetime, timedelta
from itertools import chain, repeat

from intake.commands import Resolve
from intake.effects.boilerplate import LEAST_SAID, core, said_of_itself
from intake.effects.step import Step, assigned
from intake.errors import InvalidInput
from intake.number import CITY_ZONE
from intake.place import metres_between
from intake.report import Report
from intake.result import Check, Verdict

NEAR_M = 200
"""Metres from the place of the report within which an after-photo is taken: a phone's fix among tall houses
is off by up to 50 m, and what is reported from one side of a junction is mended on the other."""

ALIKE_BITS = 6
"""Bits of 64 in which copies of one picture differ at most, sent again smaller or compressed harder. Before
and after from the same standpoint, which is good practice, differ in more."""

CLOCK_SLACK = timedelta(minutes=10)
"""How far the clock of an honest camera may be ahead."""


def check_result(report: Report, command: Resolve, step: Step) -> tuple[Check, ...]:
    """Everything that was checked about a result, as found, always in the same order.

    What cannot be known is ``unverified``, for whoever verifies the result to see.

    Raises:
        InvalidInput: a check fails; its rule is that of the check, and its words say what was found.
    """
    return (
        _after_photo(command, step),
        _not_the_before_photo(report, step),
        _not_alike(report, step),
        _taken_after_dispatch(report, step),
        _taken_there(report, step),
        _words_not_boilerplate(report, command),
    )


def _after_photo(command: Resolve, step: Step) -> Check:
    rule = "after_photo"
    if step.photos:
        return _passed(rule, "有处置后的照片", "There is a photo taken afterwards")
    if command.result.needs_photo:
        raise _failed(
            rule,
            "请上传处置后的现场照片",
            "Show the ground as it is now: at least one photo taken afterwards",
        )
    return _without_photo(rule)


def _not_the_before_photo(report: Report, step: Step) -> Check:
    rule, earlier = "not_the_before_photo", _earlier(report)
    for place, photo in enumerate(step.photos, 1):
        if photo.sha256 in earlier:
            raise _failed(
                rule,
                f"第 {place} 张照片与此前的照片完全相同，请上传处置后新拍的照片",
                f"Photo {place} is the very file that was handed in before; take a new one",
            )
    if not step.photos:
        return _without_photo(rule)
    return _passed(rule, "照片文件与此前的照片都不相同", "No photo is a file that was handed in before")


def _not_alike(report: Report, step: Step) -> Check:
    rule, earlier = "not_alike", _earlier(report).values()
    for place, photo in enumerate(step.photos, 1):
        if any(_alike(photo.dhash, each) for each in earlier):
            raise _failed(
                rule,
                f"第 {place} 张照片的画面与此前的照片几乎一样，请上传处置后新拍的照片",
                f"Photo {place} shows the same picture as one handed in before; take a new one",
            )
    if not step.photos:
        return _without_photo(rule)
    if earlier and None in chain(earlier, (photo.dhash for photo in step.photos)):
        return _unverified(
            rule,
            "有照片没有画面指纹，无法比对是否重复使用",
            "A photo has no hash of what it shows, so it cannot be told from the others",
        )
    return _passed(rule, "照片画面与此前的照片都不相同", "No photo shows the picture of an earlier one")


def _taken_after_dispatch(report: Report, step: Step) -> Check:
    rule, sent_at = "taken_after_dispatch", assigned(report).at
    unknown = ahead = False
    for place, item in enumerate(step.evidence, 1):
        taken_at = item.captured_at
        if taken_at is None:
            unknown = True
        elif taken_at < sent_at.replace(microsecond=0):  # EXIF knows whole seconds only
            raise _failed(
                rule,
                f"第 {place} 张照片拍摄于 {_local(taken_at)}，早于派单时间 {_local(sent_at)}，"
                "请上传处置后的照片",
                f"Photo {place} was taken at {_local(taken_at)}, before the dispatch at {_local(sent_at)}",
            )
        elif taken_at > step.now + CLOCK_SLACK:
            ahead = True
    if not step.evidence:
        return _without_photo(rule)
    if ahead:
        return _unverified(
            rule,
            "有照片的拍摄时间晚于当前时间，相机时钟可能不准，无法核对拍摄时间",
            "A photo names a time still to come, so its camera's clock proves nothing",
        )
    if unknown:
        return _unverified(
            rule, "有照片没有拍摄时间，无法核对是否派单后拍摄", "A photo does not say when it was taken"
        )
    return _passed(rule, "照片拍摄于派单之后", "Every photo was taken after the dispatch")


def _taken_there(report: Report, step: Step) -> Check:
    rule, location = "taken_there", report.location
    if not step.evidence:
        return _without_photo(rule)
    if location is None:
        return _unverified(
            rule, "诉求没有位置，无法核对拍摄地点", "The report has no place to compare the photos with"
        )
    vague = False
    for place, item in enumerate(step.evidence, 1):
        away_m = metres_between(location.point, item.point) if item.point else 0.0
        if away_m > NEAR_M + (location.accuracy_m or 0.0):
            raise _failed(
                rule,
                f"第 {place} 张照片拍摄于距诉求位置约 {away_m:.0f} 米处，超过 {NEAR_M} 米，请到现场拍摄",
                f"Photo {place} was taken {away_m:.0f} m from the place of the report, "
                f"farther than {NEAR_M} m; take it on the spot",
            )
        vague = vague or away_m > NEAR_M
    if any(item.point is None for item in step.evidence):
        return _unverified(
            rule, "有照片没有拍摄位置，无法核对是否在现场拍摄", "A photo does not say where it was taken"
        )
    if vague:
        return _unverified(
            rule,
            "诉求位置的定位精度较低，无法核对是否在现场拍摄",
            "The place of the report is not known well enough to compare the photos with",
        )
    return _passed(rule, f"照片拍摄于诉求位置 {NEAR_M} 米以内", f"Every photo was taken within {NEAR_M} m")


def _words_not_boilerplate(report: Report, command: Resolve) -> Check:
    rule = "words_not_boilerplate"
    if len(said_of_itself(command.words)) < LEAST_SAID:
        raise _failed(
            rule,
            f"处置说明过于笼统，请写明做了什么（除套话外不少于 {LEAST_SAID} 个字）",
            f"Say what was done: at least {LEAST_SAID} characters besides set phrases",
            field="words",
        )
    if core(command.words) == core(report.text):
        raise _failed(
            rule,
            "处置说明与诉求原文相同，请写明实际做了什么",
            "These are the reporter's own words; say what was done",
            field="words",
        )
    return _passed(rule, "处置说明有具体内容", "The words say something of their own")


def _earlier(report: Report) -> dict[str, str | None]:
    """Every photo of the report so far, of former results too: its SHA-256, and the hash of what it shows."""
    found: dict[str, str | None] = {}
    for entry in report.timeline:
        hashes = chain(entry.details.get("dhashes", ()), repeat(None))
        found.update(zip(entry.details.get("photos", ()), hashes, strict=False))
    found.update({photo.sha256: photo.dhash for photo in report.photos})
    return found


def _alike(one: str | None, other: str | None) -> bool:
    """Whether two hashes are known and at most ``ALIKE_BITS`` apart."""
    if one is None or other is None:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE_BITS


def _local(at: datetime) -> str:
    return f"{at.astimezone(CITY_ZONE):%Y-%m-%d %H:%M}"


def _passed(rule: str, zh: str, en: str) -> Check:
    return Check(rule, Verdict.PASSED, zh, en)


def _unverified(rule: str, zh: str, en: str) -> Check:
    return Check(rule, Verdict.UNVERIFIED, zh, en)


def _without_photo(rule: str) -> Check:
    return _unverified(rule, "未提供照片，无法核对", "There is no photo to look at")


def _failed(rule: str, zh: str, en: str, field: str = "photoIds") -> InvalidInput:
    return InvalidInput(zh, en, path=("input", field), rule=rule)
