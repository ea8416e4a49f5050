"""From an entry of the timeline to the notice its follower reads."""

from collections.abc import Callable

from channels.notice import Notice
from channels.wording import decisions, detours, straight
from channels.wording.telling import Telling, Words
from intake import Action, Entry, Report, Role

WORDS: dict[Action, Callable[[Telling], Words]] = {
    Action.SUBMIT: straight.submit,
    Action.REQUEST_INFO: detours.request_info,
    Action.SUPPLEMENT: detours.supplement,
    Action.ACCEPT: straight.accept,
    Action.DECLINE: straight.decline,
    Action.MERGE: decisions.merge,
    Action.UNMERGE: decisions.unmerge,
    Action.DISPATCH: straight.dispatch,
    Action.SIGN: straight.sign,
    Action.TRANSFER: decisions.transfer,
    Action.ARBITRATE: decisions.arbitrate,
    Action.GRANT_EXTENSION: decisions.grant_extension,
    Action.GRANT_SUSPENSION: decisions.grant_suspension,
    Action.RESUME: decisions.resume,
    Action.INTERIM: detours.interim,
    Action.URGE: detours.urge,
    Action.RESOLVE: straight.resolve,
    Action.VERIFY: straight.verify,
    Action.REWORK: decisions.rework,
    Action.EVALUATE: straight.evaluate,
    Action.CLOSE: detours.close,
    Action.REOPEN: detours.reopen,
    Action.WITHDRAW: detours.withdraw,
    Action.VOID: detours.void,
    Action.CONFIRM_ABNORMAL: decisions.confirm_abnormal,
    Action.APPEAL: decisions.appeal,
    Action.DISMISS_APPEAL: decisions.dismiss_appeal,
    Action.REDACT: decisions.redact,
}
"""Words for every action that followers are told of; the others stay among staff."""

# Actions whose words are for the reporter and follow the notice; a reporter's own are not read back, and
# what departments and supervisors write to each other is not the reporter's.
_FOLLOWED = frozenset(
    {
        Action.REQUEST_INFO,
        Action.ACCEPT,
        Action.MERGE,
        Action.UNMERGE,
        Action.DISPATCH,
        Action.INTERIM,
        Action.CLOSE,
        Action.VOID,
        Action.DISMISS_APPEAL,
    }
)
# What passes between the service and the other reporter is no news to those who merely follow.
_BETWEEN_TWO = frozenset({Action.REQUEST_INFO, Action.DISMISS_APPEAL, Action.REDACT})


def is_news(entry: Entry, about: str | None) -> bool:
    """Whether this follower is told of a public entry.

    Whose report was merged into this one hears what becomes of the matter: not what the other reporter
    says, is asked or answered, not that theirs was redacted, and not that their time to evaluate is over.
    That it is worked on again is news whoever wanted it.
    """
    if about is None or entry.action is Action.REOPEN:
        return True
    lapsed = entry.action is Action.CLOSE and entry.role is Role.RULE
    return entry.role is not Role.REPORTER and entry.action not in _BETWEEN_TWO and not lapsed


def notice_of(report: Report, entry: Entry, about: str | None = None) -> Notice:
    """The notice for a public entry.

    Args:
        report: as it stands.
        entry: one of its public entries.
        about: number of the follower's own report where that was merged into this one.
    """
    title, body, title_en, body_en = WORDS[entry.action](Telling(report, entry, about))
    if entry.words and entry.action in _FOLLOWED:
        body, body_en = f"{body}{entry.words}", f"{body_en} {entry.words}"
    return Notice(
        report_id=report.id,
        number=about or report.number,
        seq=entry.seq,
        at=entry.at,
        title=title,
        body=body,
        title_en=title_en,
        body_en=body_en,
    )
