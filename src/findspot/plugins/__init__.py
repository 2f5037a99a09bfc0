"""Protocols, hook specifications and the manager of plug-ins."""
