"""What comes in from apps: proven, admitted once, held to its form, turned into reports."""
