"""Damage to twins: what was done to which bytes, and what became of every record."""

from findspot.testing.wreckage.fates import FATES, Fates, read_fates
from findspot.testing.wreckage.twin import KINDS, RECIPES, DamageReport, damage_twin

__all__ = ["FATES", "KINDS", "RECIPES", "DamageReport", "Fates", "damage_twin", "read_fates"]
