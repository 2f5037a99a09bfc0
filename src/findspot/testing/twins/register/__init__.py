"""The twin of a member register: one city's association of made-up members, and its branches."""

from findspot.testing.twins.register.plan import PLAN

__all__ = ["PLAN"]
