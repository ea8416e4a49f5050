"""The report, all of it in one record: what was said, where it stands, its trace, and who must be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from intake.abnormal import Abnormal
from intake.asset import Asset
from intake.assignment import Assignment
from intake.deadline import Deadline, Level
from intake.decision import MatterCandidate, MatterRef, MatterSource, Reason, Urgency
from intake.entry import Entry
from intake.outgoing import Outgoing
from intake.place import Jurisdiction, Location
from intake.publication import Publication
from intake.reasons import DeclineReason, RedactReason
from intake.request import Request
from intake.result import Evaluation, Resolution, Revisit
from intake.screening import Screening
from intake.similar.record import Similar
from intake.stage import Stage
from intake.submission import Anonymity, PhotoRef
from intake.tally import Tally
from intake.whistle import Whistle


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report 诉求.

    Attributes:
        id: SHA-256 prefix of (channel, reporter, idempotency key), hexadecimal; the shard key.
        number: what people read out.
        content: fingerprint of what was handed in; a retry must match it. Empty once redacted.
        version: grows by one with every command; guards the one write.
        submitted_at: aware UTC.
        updated_at: aware UTC of the last command.
        departments: ids of lead and assisting departments: who may read it, indexed.
        public_seq: seq of the last public entry.
        reasons: why it stands where it stands, from the last decision.
        catalogue: version of the catalogue that judged.
        matter_source: who said what the matter is.
        rule: id of the rule of the powers list that the last decision followed.
        model: version of the classifier that read the words; None when none was asked.
        candidates: the matters it found likely, best first.
        asset: the thing that was scanned.
        external_ref: what the app that handed it in calls it; None where its reporter did.
        occurred_at: when it happened, as far as its reporter said, aware.
        restricted: what only those who act may see, by name: ``plate``.
        request: what its department asks for and nobody has decided yet.
        whistle: the last call to several departments.
        abnormal: how far it is on the way to being abnormal; None where nobody flagged it.
        revisit: what the call desk heard last.
        publication: what the public may see; None before that was decided.
        primary: number of the report it was merged into.
        repeats: number of an earlier report of the same matter at the same place that had just been resolved.
        similar: open reports that it resembled when it was handed in, most alike first, at most three.
        screening: why a person should read its words before others do; None where nothing speaks against
            them, or nobody was asked.
        warning: highest warning that was given on a clock that still runs.
        alarm_at: next moment at which a clock needs a look, aware UTC; indexed.
        alarm_lease_until: a worker looks at it until then.
        redaction: why its words were taken out; None while they are there.
        salt: makes ``words_hash`` useless for guessing; None once redacted.
        words_hash: of the salt, the content, the text and the address; the trace begins at it.
        tally: the figures that statistics add up; always those of the timeline.
    """

    id: str
    number: str
    channel: str
    reporter: str
    anonymity: Anonymity
    content: str
    text: str
    photos: tuple[PhotoRef, ...]
    stage: Stage
    urgency: Urgency
    reasons: tuple[Reason, ...]
    catalogue: str
    submitted_at: datetime
    updated_at: datetime
    version: int
    timeline: tuple[Entry, ...]
    outgoing: tuple[Outgoing, ...]
    public_seq: int
    matter: MatterRef | None = None
    matter_source: MatterSource | None = None
    rule: str | None = None
    model: str | None = None
    candidates: tuple[MatterCandidate, ...] = ()
    asset: Asset | None = None
    external_ref: str | None = None
    occurred_at: datetime | None = None
    restricted: Mapping[str, str] = field(default_factory=dict)
    location: Location | None = None
    jurisdiction: Jurisdiction | None = None
    assignment: Assignment | None = None
    departments: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    resolution: Resolution | None = None
    evaluation: Evaluation | None = None
    decline_reason: DeclineReason | None = None
    request: Request | None = None
    whistle: Whistle | None = None
    abnormal: Abnormal | None = None
    revisit: Revisit | None = None
    publication: Publication | None = None
    primary: str | None = None
    repeats: str | None = None
    similar: tuple[Similar, ...] = ()
    screening: Screening | None = None
    warning: Level | None = None
    alarm_at: datetime | None = None
    alarm_lease_until: datetime | None = None
    redaction: RedactReason | None = None
    salt: str | None = None
    words_hash: str = ""
    tally: Tally = field(default_factory=Tally)
