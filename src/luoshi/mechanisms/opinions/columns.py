"""The customary columns of an opinion ledger, with the headings that offices give them."""

from django.utils.translation import gettext_lazy as _l

from luoshi.base.sheets.register import Column

RESULTS = {"solved": "A", "planned": "B", "explained": "C", "reference": "D", "declined": _l("Not taken up")}
RATINGS = {"satisfied": _l("Satisfied"), "mostly": _l("Mostly satisfied"), "dissatisfied": _l("Not satisfied")}
ASKED, DONE, SAID = _l("What was raised"), _l("How it was handled"), _l("What the raiser says")
COLUMNS = (
    Column("number", _l("Number"), "code", ("留言编号", "意见编号", "提案编号", "编号", "编码", "No."), longest=40, width=18),
    Column(
        "raiser",
        _l("Raised by"),
        "text",
        ("提出人", "留言用户", "提案人", "反映人", "姓名", "职工姓名", "代表姓名"),
        group=ASKED,
        longest=60,
        width=12,
    ),
    Column("staff_no", _l("Staff number"), "code", ("工号", "职工号", "员工号"), group=ASKED, longest=20, width=10),
    Column("unit", _l("Unit"), "text", ("单位", "部门", "所在单位", "所属单位", "提出单位"), group=ASKED, longest=80, width=16),
    Column("channel", _l("How it came"), "text", ("来源", "渠道", "提出方式", "征集方式"), group=ASKED, longest=30, width=10),
    Column("topic", _l("About"), "text", ("类别", "分类", "主题分类", "意见类别"), group=ASKED, longest=30, width=12),
    Column(
        "raised",
        _l("When raised"),
        "moment",
        ("提出时间", "留言时间", "提出日期", "收到时间", "登记时间", "反映时间", "日期"),
        True,
        group=ASKED,
        width=18,
    ),
    Column("title", _l("Title"), "text", ("留言主题", "标题", "主题", "案由", "事由"), group=ASKED, longest=120, width=30),
    Column(
        "text",
        _l("In words"),
        "longtext",
        ("留言详情", "内容", "意见内容", "意见建议", "意见和建议", "具体内容", "意见"),
        group=ASKED,
        width=50,
    ),
    Column("owner", _l("Owner"), "text", ("承办人", "责任人", "办理人", "主办人"), group=DONE, longest=60, width=12),
    Column("promised", _l("Promised day"), "day", ("承诺期限", "办理期限", "期限", "完成期限"), group=DONE, width=12),
    Column("result", _l("What came of it"), "choice", ("办理结果", "结果", "答复类别"), choices=RESULTS, group=DONE, width=10),
    Column("answer", _l("Answer"), "longtext", ("答复意见", "答复内容", "答复", "办理情况", "回复内容", "反馈意见"), group=DONE, width=50),
    Column("answered", _l("When answered"), "moment", ("答复时间", "答复日期", "回复时间", "反馈时间", "办结时间"), group=DONE, width=18),
    Column("answerer", _l("Answered by"), "text", ("答复人", "签发人", "回复人"), group=DONE, longest=60, width=12),
    Column("rating", _l("Satisfaction"), "choice", ("满意度", "满意情况", "评价", "测评"), choices=RATINGS, group=SAID, width=12),
)
