"""Reports of another register taken over as they ended there: each one record, one insert, nobody told."""
