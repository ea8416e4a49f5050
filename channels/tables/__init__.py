"""The mappings between an app's words and ours, as tables that an operator reads (channels/data)."""

from channels.tables.file import Table, TableError, read_table
from channels.tables.kinds import Kind, read_kinds
from channels.tables.steps import StepRow, Steps, read_steps

__all__ = ["Kind", "StepRow", "Steps", "Table", "TableError", "read_kinds", "read_steps", "read_table"]
