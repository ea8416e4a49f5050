"""每周一题: hard problems that come up again and again, put right one by one."""

from intake.topics.candidate import Candidate, ScorePart
from intake.topics.service import Topics
from intake.topics.store import TopicPage, TopicPlace
from intake.topics.topic import Topic, TopicStage, TopicStep

__all__ = [
    "Candidate",
    "ScorePart",
    "Topic",
    "TopicPage",
    "TopicPlace",
    "TopicStage",
    "TopicStep",
    "Topics",
]
