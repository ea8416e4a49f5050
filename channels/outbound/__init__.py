"""The way out: lanes of channels, their circuits, signed call-backs."""
