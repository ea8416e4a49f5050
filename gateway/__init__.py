"""The service: what listens, what is configured, and what runs beside the requests."""
