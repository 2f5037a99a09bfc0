"""The index of notes: free text that mentions people and cameras, without any field to join on."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.testing import places
from findspot.testing.twins.documents import Field, index_fields
from findspot.testing.twins.draws import concat, digits, format_times, pick, select, text
from findspot.testing.twins.elasticdump import mark_field
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.visitors.scale import WINDOWS, Scale
from findspot.testing.twins.visitors.targets import Targets, mention

_ERRANDS: Final = ("办理居住登记", "更换证件", "咨询政策", "领取材料", "补交照片", "更正地址")
_RESULTS: Final = ("已登记", "已告知流程", "材料不全，约定下周再来", "无异常", "转交窗口处理")


def note_fields(order: TwinOrder, scale: Scale, targets: Targets) -> tuple[list[Field], NDArray[np.int64]]:
    """Return the documents of the index, and the person whom each mentions."""
    random, count = order.random("notes"), scale.note
    name, person = mention(random, targets, count)
    moment = WINDOWS["note"].draw(random, count)
    day = format_times(moment, "%Y年%m月%d日")
    hour = text(random.integers(8, 18, count))
    errand, result = pick(random, _ERRANDS, count), pick(random, _RESULTS, count)
    street = pick(random, [first + second for first in places.STREET_FIRST for second in places.STREET_SECOND], count)
    written = [
        concat(day, "，", name, "到", street, "社区服务中心", errand, "，", result, "。"),
        concat(hour, "时许，工作人员在", street, "走访，见到", name, "，", result, "。\n（", day, "补录）"),
        concat('接"', street, '"居委会电话，', name, "要求", errand, "；", result, "。"),
    ]
    fields = [
        Field("text", select(random.integers(0, len(written), count), written)),
        Field("ts", format_times(moment, "%Y-%m-%d %H:%M:%S")),
        mark_field(count),
    ]
    return index_fields("police_note", "doc", concat("pn", digits(np.arange(count), 10)), fields), person
