"""What anybody may see of a report without signing in, and nothing else of it."""

from intake.public_view.filter import PublicFilter
from intake.public_view.report import PublicReport, Seen, public_report
from intake.public_view.service import PublicReports

__all__ = ["PublicFilter", "PublicReport", "PublicReports", "Seen", "public_report"]
