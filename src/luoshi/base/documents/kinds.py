"""What documents there are: the fields that a template may and must name, an example of each, and the usual template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.base.registry import Shelf


@dataclass(frozen=True)
class Document:
    """A document: its name in code and for people. `example` is filled data, and so the list of all fields: a text is a field, a list of
    one example is repeated. `must` are the fields (dotted) that no template may leave out. `usual` makes the template of the house."""

    name: str
    label: object
    example: Mapping[str, Any]
    must: tuple[str, ...]
    usual: Callable[[], bytes]


documents: Shelf[Document] = Shelf("documents")

MINUTES = {
    "title": "设备会诊会议纪要",
    "number": "会诊-2611-01",
    "when": "2026年11月21日14:00",
    "where": "能源环保部会议室",
    "chair": "唐立新",
    "recorder": "陈立",
    "present": ["邱建平（水处理车间）", "李国栋（设备管理室）"],
    "items": [
        {
            "number": "水处理-2611-0004",
            "title": "2号净环泵房蝶阀卡住",
            "unit": "水处理车间",
            "dossier": "一年内第三次，换过两次阀。",
            "decision": "六台同型号阀列入十二月检修。",
            "measures": [{"text": "换DN300蝶阀六台", "owner": "李国栋", "due": "2026年12月20日"}],
            "dissent": ["邱建平：先换两台看效果。"],
        }
    ],
}
NOTICE = {
    "title": "十月份问题和意见办理情况公示",
    "number": "能环公示-2611-01",
    "body": "现将十月份办理情况公示如下。",
    "audience": "能源环保部及所属单位",
    "place": "水处理车间公示栏",
    "since": "2026年11月2日",
    "last": "2026年11月8日",
    "issuer": "设备管理室",
    "day": "2026年11月2日",
    "address": "https://luoshi.example/p/1",
    "digest": "3f9a1c5e7b2d4f60",
    "replaces": "",
    "heads": "事项、谁在办、办到哪一步、答复",
    "values": [{"words": "已答复", "value": "2"}],
    "rows": [
        {
            "number": "水处理-2610-0003",
            "what": "泵房蝶阀卡住",
            "raised": "2026-10-20",
            "who": "设备管理室",
            "how_far": "已答复",
            "answer": "阀已换。",
        }
    ],
}
MINUTES_MUST = ("title", "when", "chair", "present", "items.title", "items.decision", "items.measures.text", "items.dissent", "recorder")
NOTICE_MUST = ("title", "number", "body", "since", "last", "issuer", "day", "rows.what", "rows.answer")


def document_kind(declared: Document) -> Document:
    """Lay a document on the shelf."""
    return documents.put(declared.name, declared)


def declare_documents() -> None:
    document_kind(Document("minutes", _("Minutes of a consultation"), MINUTES, MINUTES_MUST, _usual_minutes))
    document_kind(Document("notice", _("Notice"), NOTICE, NOTICE_MUST, _usual_notice))


def _usual_minutes() -> bytes:
    from luoshi.base.documents.usual import minutes

    return minutes()


def _usual_notice() -> bytes:
    from luoshi.base.documents.usual import notice

    return notice()
