"""One function per stage and command; the command line and every other front end call only these."""

from __future__ import annotations

from findspot.api.answers import (
    check_bundle,
    findings,
    log,
    plugins,
    reveal,
    status,
    where,
)
from findspot.api.demonstration import demo
from findspot.api.stages import (
    RunReport,
    RunSettings,
    analyse,
    create_case,
    intake,
    open_case,
    profile,
    protect,
    publish,
    recover,
    resolve,
    run,
    verify,
)
from findspot.api.twins import damage, score, twin

__all__ = [
    "RunReport",
    "RunSettings",
    "analyse",
    "check_bundle",
    "create_case",
    "damage",
    "demo",
    "findings",
    "intake",
    "log",
    "open_case",
    "plugins",
    "profile",
    "protect",
    "publish",
    "recover",
    "resolve",
    "reveal",
    "run",
    "score",
    "status",
    "twin",
    "verify",
    "where",
]
