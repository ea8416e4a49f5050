"""Counts and rates over many reports: records, the arithmetic of rates, one aggregation."""

from intake.statistics.filter import Dimension, StatisticsFilter
from intake.statistics.row import Satisfaction, StatisticsRow
from intake.statistics.service import Statistics

__all__ = ["Dimension", "Satisfaction", "Statistics", "StatisticsFilter", "StatisticsRow"]
