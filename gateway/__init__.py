"""Serves: settings, clients, identity, HTTP, workers, the command line, the embedded servers."""
