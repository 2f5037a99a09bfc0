"""Report, bundle and the verifier in it: made from a release, and from nothing else."""

from __future__ import annotations

from findspot.publication.edition import publish_case
from findspot.publication.verifier import check_bundle

__all__ = ["check_bundle", "publish_case"]
