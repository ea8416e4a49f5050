"""Why somebody says no, or asks for something else: lists that the city publishes."""

from enum import StrEnum


class DeclineReason(StrEnum):
    """Why a report is not taken up (东莞市12345热线管理办法 and the city's 不予受理 list)."""

    OUTSIDE_CITY = "outside_city"
    OTHER_AUTHORITY = "other_authority"
    EMERGENCY_LINE = "emergency_line"
    LEGAL_CHANNEL = "legal_channel"
    ALREADY_HANDLED = "already_handled"
    CONFIDENTIAL = "confidential"
    UNLAWFUL_OR_EMPTY = "unlawful_or_empty"
    EVIDENCE_MISMATCH = "evidence_mismatch"
    TOO_LATE = "too_late"
    ROAD_NOT_OPEN = "road_not_open"
    NOT_OUR_JURISDICTION = "not_our_jurisdiction"

    @property
    def zh(self) -> str:
        """The sentence that the reporter reads."""
        return _DECLINE_ZH[self]

    @property
    def en(self) -> str:
        """The same in English."""
        return _DECLINE_EN[self]


OF_ONE_PERSON = frozenset(
    {DeclineReason.CONFIDENTIAL, DeclineReason.UNLAWFUL_OR_EMPTY, DeclineReason.EVIDENCE_MISMATCH}
)
"""What somebody wrote or showed: says nothing of others who reported the same thing."""

_DECLINE_ZH = {
    DeclineReason.OUTSIDE_CITY: "位置不在本市",
    DeclineReason.OTHER_AUTHORITY: "属党委、人大、政协、法院、检察院或军队职责",
    DeclineReason.EMERGENCY_LINE: "应拨打 110、119、120 或 122",
    DeclineReason.LEGAL_CHANNEL: "已进入或应通过诉讼、仲裁、纪检监察、行政复议、信访或信息公开途径办理",
    DeclineReason.ALREADY_HANDLED: "同一事项正在办理，或已办结且没有新情况",
    DeclineReason.CONFIDENTIAL: "涉及国家秘密、商业秘密或个人隐私",
    DeclineReason.UNLAWFUL_OR_EMPTY: "内容违法、恶意或没有实质诉求",
    DeclineReason.EVIDENCE_MISMATCH: "证据与诉求不符",
    DeclineReason.TOO_LATE: "超出举报时限",
    DeclineReason.ROAD_NOT_OPEN: "不在开放举报的路段",
    DeclineReason.NOT_OUR_JURISDICTION: "不属本市管辖",
}


_DECLINE_EN = {
    DeclineReason.OUTSIDE_CITY: "the place is outside the city",
    DeclineReason.OTHER_AUTHORITY: "it belongs to the Party, a congress, a court or the army",
    DeclineReason.EMERGENCY_LINE: "call 110, 119, 120 or 122",
    DeclineReason.LEGAL_CHANNEL: "it is one for the courts, arbitration, review, petition or disclosure",
    DeclineReason.ALREADY_HANDLED: "the same matter is being or has been handled, and nothing is new",
    DeclineReason.CONFIDENTIAL: "it touches state or trade secrets, or somebody's privacy",
    DeclineReason.UNLAWFUL_OR_EMPTY: "it is unlawful, malicious, or asks for nothing",
    DeclineReason.EVIDENCE_MISMATCH: "the evidence does not fit what is said",
    DeclineReason.TOO_LATE: "the time for reporting it is over",
    DeclineReason.ROAD_NOT_OPEN: "this road is not open for such reports",
    DeclineReason.NOT_OUR_JURISDICTION: "it is not under this city's jurisdiction",
}


class RedactReason(StrEnum):
    """Why the words are taken out of a report."""

    RETENTION = "retention"
    ERASURE_REQUEST = "erasure_request"
    THIRD_PARTY = "third_party"

    @property
    def zh(self) -> str:
        """The sentence that the reporter reads."""
        return _REDACT_ZH[self]

    @property
    def en(self) -> str:
        """The same in English."""
        return _REDACT_EN[self]


_REDACT_ZH = {
    RedactReason.RETENTION: "保存期满",
    RedactReason.ERASURE_REQUEST: "本人申请删除",
    RedactReason.THIRD_PARTY: "涉及他人隐私",
}
_REDACT_EN = {
    RedactReason.RETENTION: "the time for which it is kept is over",
    RedactReason.ERASURE_REQUEST: "its reporter asked for it",
    RedactReason.THIRD_PARTY: "it touched somebody else's privacy",
}


class ReturnReason(StrEnum):
    """Why a department says that a report is not its own."""

    OTHER_PLACE = "other_place"
    OWNERSHIP_UNCLEAR = "ownership_unclear"
    OVERLAPPING_DUTIES = "overlapping_duties"
    WRONG_MATTER = "wrong_matter"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _RETURN_ZH[self]


_RETURN_ZH = {
    ReturnReason.OTHER_PLACE: "属地不符",
    ReturnReason.OWNERSHIP_UNCLEAR: "权属不清或未移交",
    ReturnReason.OVERLAPPING_DUTIES: "职能交叉",
    ReturnReason.WRONG_MATTER: "事项归类错误",
}


class AbnormalKind(StrEnum):
    """What is abnormal about a report 异常诉求."""

    REPEAT = "repeat"
    UNREASONABLE = "unreasonable"
    MALICIOUS = "malicious"
    FALSE = "false"
    LEGAL_CHANNEL = "legal_channel"
    UNREACHABLE = "unreachable"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _ABNORMAL_ZH[self]

    @property
    def en(self) -> str:
        """The same in English."""
        return _ABNORMAL_EN[self]


_ABNORMAL_ZH = {
    AbnormalKind.REPEAT: "重复诉求",
    AbnormalKind.UNREASONABLE: "不合理诉求",
    AbnormalKind.MALICIOUS: "恶意诉求",
    AbnormalKind.FALSE: "虚假诉求",
    AbnormalKind.LEGAL_CHANNEL: "应通过法定途径解决",
    AbnormalKind.UNREACHABLE: "无法联系诉求人",
}
_ABNORMAL_EN = {
    AbnormalKind.REPEAT: "filed again and again",
    AbnormalKind.UNREASONABLE: "unreasonable",
    AbnormalKind.MALICIOUS: "malicious",
    AbnormalKind.FALSE: "untrue",
    AbnormalKind.LEGAL_CHANNEL: "one for the courts or another legal channel",
    AbnormalKind.UNREACHABLE: "its reporter cannot be reached",
}
