"""What each command changes on a report. Pure: a report, a command and a step in, changes out."""
