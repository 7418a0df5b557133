"""The templates that come with the house: paper of Chinese offices (after GB/T 9704), built here so that it can be read as code."""

import io
from functools import cache
from typing import Any

BODY, HEAD, TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
LATIN = "Times New Roman"
BODY_PT, TITLE_PT, CELL_PT, LINE_PT = 16, 22, 12, 28


@cache
def minutes() -> bytes:
    """Minutes of a consultation: who, when, and for each item the decision, the measures and who thought otherwise."""
    paper = Paper()
    paper.line("{{ title }}", font=TITLE, size=TITLE_PT, centred=True)
    paper.line("{{ number }}", centred=True)
    paper.line("")
    for label, name in (("时间", "when"), ("地点", "where"), ("主持", "chair")):
        paper.said(label, f"{{{{ {name} }}}}")
    paper.said("参加", "{{ present|join('、') }}")
    paper.tag("p for item in items")
    paper.line("{{ loop.index }}．{{ item.title }}（{{ item.number }}，{{ item.unit }}）", font=HEAD, indent=True)
    paper.when("item.dossier", "情况", "{{ item.dossier }}")
    paper.said("决定", "{{ item.decision }}")
    paper.tag("p if item.measures")
    paper.table(("措施", "谁办", "哪天办完"), "m in item.measures", ("{{ m.text }}", "{{ m.owner }}", "{{ m.due }}"), (9.0, 3.0, 3.6))
    paper.tag("p endif")
    paper.tag("p for other in item.dissent")
    paper.said("不同意见", "{{ other }}")
    paper.tag("p endfor")
    paper.tag("p endfor")
    paper.line("")
    paper.line("记录：{{ recorder }}", right=True)
    return paper.bytes()


@cache
def notice() -> bytes:
    """A notice for the board: what was raised, who has it, what was answered; until when, and by whom."""
    paper = Paper()
    paper.line("{{ title }}", font=TITLE, size=TITLE_PT, centred=True)
    paper.line("{{ number }}", centred=True)
    paper.line("")
    paper.line("{{ body }}", indent=True)
    paper.tag("p for one in values")
    paper.line("{{ one.words }}：{{ one.value }}", indent=True)
    paper.tag("p endfor")
    paper.tag("p if rows")
    cells = ("{{ row.number }}", "{{ row.what }}", "{{ row.who }}", "{{ row.how_far }}", "{{ row.answer }}")
    paper.table(("编号", "提了什么", "谁在办", "办到哪一步", "怎么答复的"), "row in rows", cells, (2.6, 4.4, 2.4, 2.2, 4.0))
    paper.tag("p endif")
    paper.said("公示范围", "{{ audience }}")
    paper.said("公示时间", "{{ since }}至{{ last }}")
    paper.when("place", "张贴地点", "{{ place }}")
    paper.when("replaces", "更正", "本公示更正并代替{{ replaces }}。")
    paper.said("有疑问或者异议", "请在公示期内打开{{ address }}提出。")
    paper.line("")
    paper.line("{{ issuer }}", right=True)
    paper.line("{{ day }}", right=True)
    paper.line("内容指纹：{{ digest }}", size=CELL_PT)
    return paper.bytes()


class Paper:
    """A4 with the margins of official documents, body in 仿宋_GB2312 of size 3, page numbers below."""

    def __init__(self) -> None:
        from docx import Document
        from docx.shared import Mm, Pt

        self.word = Document()
        self.word.core_properties.author = self.word.core_properties.comments = ""
        self.word.core_properties.title = ""
        page = self.word.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
        usual = self.word.styles["Normal"]
        usual.font.size = Pt(BODY_PT)
        _face(usual.element.get_or_add_rPr(), BODY)
        usual.paragraph_format.line_spacing = Pt(LINE_PT)
        usual.paragraph_format.space_after = Pt(0)
        self._numbered(page.footer.paragraphs[0])

    def line(
        self, text: str, *, font: str = BODY, size: int = BODY_PT, centred: bool = False, right: bool = False, indent: bool = False
    ) -> None:
        """One paragraph; `indent` leaves two signs free, as running text does."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = self.word.add_paragraph()
        if centred or right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(2 * size)
        if size > BODY_PT:
            paragraph.paragraph_format.line_spacing = Pt(36)
        _written(paragraph, text, font, size)

    def said(self, label: str, text: str) -> None:
        """A line that begins with a word in 黑体."""
        from docx.shared import Pt

        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_PT)
        _written(paragraph, f"{label}：", HEAD, BODY_PT)
        _written(paragraph, text, BODY, BODY_PT)

    def tag(self, tag: str) -> None:
        """A paragraph that only steers and leaves nothing on paper."""
        self.word.add_paragraph(f"{{%{tag} %}}")

    def when(self, name: str, label: str, text: str) -> None:
        """A line that is only there when the field is not empty."""
        self.tag(f"p if {name}")
        self.said(label, text)
        self.tag("p endif")

    def table(self, heads: tuple[str, ...], repeat: str, cells: tuple[str, ...], widths: tuple[float, ...]) -> None:
        """A ruled table whose head is repeated on every page and whose rows do not break."""
        table = self.word.add_table(rows=4, cols=len(heads))
        table.style = "Table Grid"
        table.autofit = False
        for row, texts in zip(table.rows, (heads, (f"{{%tr for {repeat} %}}",), cells, ("{%tr endfor %}",)), strict=True):
            for place, text in enumerate(texts):
                _cell(row.cells[place], text, HEAD if texts is heads else BODY)
            _sized(row, widths)
            _whole(row, head=texts is heads)

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.word.save(out)
        return out.getvalue()

    def _numbered(self, paragraph: Any) -> None:
        """— 1 —"""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _written(paragraph, "— ", "宋体", 14)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        paragraph._p.append(field)
        _written(paragraph, " —", "宋体", 14)


def _written(paragraph: Any, text: str, font: str, size: int) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _face(run._element.get_or_add_rPr(), font)


def _face(properties: Any, font: str) -> None:
    """The face for Chinese signs must be named beside the one for Latin ones, or Word takes its own."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for one in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[one]
    for name, face in (("w:ascii", LATIN), ("w:hAnsi", LATIN), ("w:cs", LATIN), ("w:eastAsia", font)):
        fonts.set(qn(name), face)


def _cell(cell: Any, text: str, font: str) -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = Pt(18)
    _written(paragraph, text, font, CELL_PT)


def _sized(row: Any, widths: tuple[float, ...]) -> None:
    from docx.shared import Cm

    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Cm(width)


def _whole(row: Any, *, head: bool) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
