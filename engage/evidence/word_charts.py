"""The pictures of the pages as Word's own charts: the same bars, a title and a description for those who do not see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BLUE, DARK = "005EB8", "212B32"
EMU_CM = 360_000
WIDEST, SHAPE = 16, 16 / 9
"""Centimetres; and how much wider than high, as LibreOffice draws charts before it fits them in."""
ROW, AROUND, LOWEST, UPRIGHT = 0.75, 1.2, 6.2, 6.5
"""Centimetres: of each bar that lies, of what is around them, the least in all, and of a chart of columns."""

Bars = Sequence[tuple[str, int | None]]
"""Names and numbers in order; None: hidden."""

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def add_chart(document: Any, title: str, bars: Bars, *, upright: bool = False) -> None:
    """Put a chart at the end of a document: bars lying down, or columns from left to right."""
    package = document.part.package
    number = 1 + sum(part.partname.startswith("/word/charts/") for part in package.iter_parts())
    name = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(name, CHART_TYPE, _chart(bars, upright).encode(), package)
    height = UPRIGHT if upright else max(LOWEST, AROUND + ROW * len(bars))
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    inline = _inline(number, relation, f"{title}. {in_words(bars)}", title, height)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run()._r.append(parse_xml(inline))  # noqa: SLF001 - python-docx has no word for it


def in_words(bars: Bars) -> str:
    """What the chart shows, said."""
    return "; ".join(f"{name}: {'hidden' if number is None else f'{number:,}'}" for name, number in bars) + "."


def _inline(number: int, relation: str, said: str, title: str, height: float) -> str:
    wide, high = int(min(WIDEST, height * SHAPE) * EMU_CM), int(height * EMU_CM)
    return (
        f'<w:drawing xmlns:w="{_W}"><wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{1000 + number}" name="Chart {number}" title={quoteattr(title)} descr={quoteattr(said)}/>'
        f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _chart(bars: Bars, upright: bool) -> str:
    names = [name if number is not None else f"{name} (hidden)" for name, number in bars]
    gap = 30 if upright else 60
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="{"col" if upright else "bar"}"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>People</c:v></c:tx>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{BLUE}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
        f'<c:dLbls><c:spPr><a:noFill/></c:spPr>{_letters(900)}<c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strLit>{_points(names)}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>#,##0</c:formatCode>{_points([number for _, number in bars])}</c:numLit></c:val>"
        f'</c:ser><c:gapWidth val="{gap}"/><c:axId val="111"/><c:axId val="222"/></c:barChart>'
        f'{_axes(upright)}</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>"
    )


def _points(values: Sequence[str | int | None]) -> str:
    given = [(place, value) for place, value in enumerate(values) if value is not None]
    points = "".join(f'<c:pt idx="{place}"><c:v>{escape(str(value))}</c:v></c:pt>' for place, value in given)
    return f'<c:ptCount val="{len(values)}"/>{points}'


def _axes(upright: bool) -> str:
    """Names along one side, the first at the top where bars lie; numbers stand on the bars, so their axis is left out."""
    order = "minMax" if upright else "maxMin"
    names, numbers = ("b", "l") if upright else ("l", "t")
    return (
        f'<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{names}"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_letters(900)}<c:crossAx val="222"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="1"/><c:axPos val="{numbers}"/><c:crossAx val="111"/><c:crosses val="autoZero"/></c:valAx>'
    )


def _letters(size: int) -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{size}"><a:solidFill><a:srgbClr val="{DARK}"/></a:solidFill>'
        '<a:latin typeface="Arial"/></a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
