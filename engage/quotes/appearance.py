"""How the Word document looks: page, fonts and styles, set as styles so that an author's own template can take over."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"
BLUE = RGBColor(0x00, 0x5E, 0xB8)
DARK = RGBColor(0x21, 0x2B, 0x32)
GREY = RGBColor(0x4C, 0x62, 0x72)
LINE, SHADE = "D8DDE0", "E8EDEE"
SOURCE = "Quote Source"
SMALL = "Table Text"
_HEADINGS = {"Title": (26, DARK, 0, 4), "Subtitle": (14, GREY, 0, 18), "Heading 1": (18, BLUE, 22, 6), "Heading 2": (14, DARK, 16, 4), "Heading 3": (12, DARK, 12, 4)}  # fmt: skip


def blank_document() -> Any:
    """An empty A4 document in British English with all the styles that are used."""
    document = Document()
    _page(document)
    _settings(document)
    _body(document.styles)
    for name, look in _HEADINGS.items():
        _heading(document.styles[name], *look)
    _quotes(document.styles)
    return document


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.3)


def _settings(document: Any) -> None:
    """Present-day Word, not its compatibility mode; British spelling."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), "en-GB")
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _font(style: Any, size: float, colour: RGBColor, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    style.font.bold, style.font.italic = bold, False
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:cs"), FONT)


def _body(styles: Any) -> None:
    normal = styles["Normal"]
    _font(normal, 11.5, DARK)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(8), 1.15
    small = styles.add_style(SMALL, WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = normal
    _font(small, 9.5, DARK)
    small.paragraph_format.space_after = small.paragraph_format.space_before = Pt(2)
    small.paragraph_format.line_spacing = 1.0
    caption = styles["Caption"]
    _font(caption, 10, GREY, bold=True)
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(4)
    caption.paragraph_format.keep_with_next = True


def _heading(style: Any, size: float, colour: RGBColor, before: float, after: float) -> None:
    _font(style, size, colour, bold=style.name != "Subtitle")
    style.font.all_caps = None
    format_ = style.paragraph_format
    format_.space_before, format_.space_after, format_.keep_with_next = Pt(before), Pt(after), True
    for element in style.element.iter(qn("w:spacing")):
        if element.getparent().tag == qn("w:rPr"):
            element.set(qn("w:val"), "0")
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)


def _quotes(styles: Any) -> None:
    quote = styles["Quote"]
    _font(quote, 12, DARK)
    format_ = quote.paragraph_format
    format_.left_indent, format_.right_indent = Cm(0.8), Cm(0.4)
    format_.space_before, format_.space_after = Pt(8), Pt(0)
    format_.keep_with_next = format_.keep_together = True
    _bar(quote, "005EB8")
    source = styles.add_style(SOURCE, WD_STYLE_TYPE.PARAGRAPH)
    source.base_style = styles["Normal"]
    _font(source, 10, GREY)
    source.paragraph_format.left_indent, source.paragraph_format.right_indent = Cm(0.8), Cm(0.4)
    source.paragraph_format.space_after, source.paragraph_format.keep_together = Pt(12), True
    _bar(source, "005EB8")


def _bar(style: Any, colour: str) -> None:
    """A line down the left side, as the quote and its source belong together."""
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "24"), ("space", "10"), ("color", colour)):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )
