"""Words that say nothing of what was done 套话, and what is left of a sentence without them. Pure."""

import re

from intake.words import seen

LEAST_SAID = 6
"""Characters that say what was done: 更换路灯灯泡 are six."""

PHRASES = (
    "按照有关规定",
    "按照相关规定",
    "按有关规定",
    "按相关规定",
    "按规定",
    "按要求",
    "办理完毕",
    "处理完成",
    "处理完毕",
    "处置完成",
    "处置完毕",
    "感谢您的关注",
    "感谢您的反映",
    "感谢您的支持",
    "感谢您的来电",
    "感谢您的监督",
    "感谢反映",
    "感谢支持",
    "非常感谢",
    "谢谢",
    "您好",
    "你好",
    "敬请谅解",
    "请知悉",
    "请您知悉",
    "特此回复",
    "问题已解决",
    "问题属实",
    "情况属实",
    "现场已处理",
    "相关部门处理",
    "有关部门处理",
    "已转交相关部门",
    "已转交有关部门",
    "已转相关部门",
    "已转有关部门",
    "已转交办理",
    "已交办",
    "已转办",
    "已办理",
    "已办结",
    "已处理完毕",
    "已处理",
    "已办理完毕",
    "已处置完毕",
    "已处置",
    "已反馈",
    "已回复",
    "已完成",
    "已核实",
    "已核查",
    "已整改",
    "已知悉",
    "已答复",
    "已联系",
    "已落实",
    "已解决",
    "已跟进",
    "已收到",
    "收到",
    "经核实",
    "经核查",
    "经调查",
    "正在处理",
    "进行处理",
    "依法处理",
    "妥善处理",
    "及时处理",
    "您反映的问题",
    "您反映的情况",
    "我单位",
    "现已",
    "目前",
)
"""Phrases that fit every report; the longest that fits is taken out first."""

_PHRASE = re.compile("|".join(sorted(map(re.escape, PHRASES), key=len, reverse=True)))
_MARKS = re.compile(r"[\W_]+")


def core(words: str) -> str:
    """The letters, 汉字 and digits of these words alone, in lower case."""
    return _MARKS.sub("", seen(words)).lower()


def said_of_itself(words: str) -> str:
    """What is left of these words without marks, spaces and set phrases."""
    return _PHRASE.sub("", core(words))
