"""A Word file as it came: opened with suspicion, and written again with only the changed parts different."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.parsers import expat

from engage.errors import InputError

MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 40 * 1024 * 1024
MAX_PARTS = 3_000
_MAX_RATIO = 200
_RATIO_FROM = 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TYPES, _RELATIONSHIPS = "[Content_Types].xml", "_rels/.rels"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ACTIVE = ("macroenabled", "vbaproject", "vbadata", "activex", "oleobject")

_SAVE_AGAIN = "Open it in Word, choose Save As and Word document (.docx), and upload that."
NOT_WORD = f"This is not a Word document (.docx). {_SAVE_AGAIN}"
DAMAGED = f"This file is damaged, so we cannot read it. {_SAVE_AGAIN}"


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a Word file by name, in the file's own order, with the name of the main one."""

    infos: tuple[zipfile.ZipInfo, ...]
    parts: Mapping[str, bytes]
    main: str

    @property
    def body(self) -> bytes:
        """The XML of the main part."""
        return self.parts[self.main]

    def beside(self, name: str) -> str:
        """The name of a part that lies in the main part's folder."""
        return f"{self.main.rpartition('/')[0]}/{name}".lstrip("/")

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The file's bytes with some parts replaced or added; all other parts stay byte for byte as they were."""
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self.infos:
                archive.writestr(_copy(info), changed.get(info.filename, self.parts[info.filename]))
            for name in changed.keys() - self.parts.keys():
                archive.writestr(name, changed[name])
        return buffer.getvalue()


def _copy(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    copy = zipfile.ZipInfo(info.filename, info.date_time)
    copy.compress_type, copy.external_attr, copy.create_system = info.compress_type, info.external_attr, 0
    return copy


def open_package(content: bytes) -> Package:
    """Open a Word file.

    Raises:
        InputError: not a Word file, damaged, protected, too large, or holding what could run or reach outside.
    """
    if content[:8] == _OLE:
        if _ENCRYPTED in content:
            raise InputError(
                "This file is protected by a password. Take the password off in Word, then upload it again."
            )
        raise InputError(f"This is an old Word file (.doc). {_SAVE_AGAIN}")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = tuple(info for info in archive.infolist() if not info.is_dir())
            _check_sizes(infos)
            parts = {info.filename: archive.read(info) for info in infos}
    except InputError:
        raise
    except Exception as error:  # a damaged zip file makes the library fail in a dozen ways
        raise InputError(DAMAGED if content[:2] == b"PK" else NOT_WORD) from error
    main = _main_part(parts)
    _check_nothing_active(parts)
    _check_nothing_outside(parts)
    return Package(infos, parts, main)


def _check_sizes(infos: tuple[zipfile.ZipInfo, ...]) -> None:
    """Before anything is unpacked: a small file may unpack to a huge one."""
    names = {info.filename for info in infos}
    squeezed = any(
        info.file_size > _RATIO_FROM and info.file_size > _MAX_RATIO * max(info.compress_size, 1) for info in infos
    )
    large = sum(info.file_size for info in infos) > MAX_UNPACKED or any(
        info.file_size > MAX_XML for info in infos if info.filename.endswith((".xml", ".rels"))
    )
    if len(infos) > MAX_PARTS or squeezed or large:
        raise InputError(
            "This file unpacks to far more than a chapter needs, so we did not open it. Take out large pictures."
        )
    if len(names) < len(infos) or any(".." in name.split("/") or "\\" in name or name[:1] == "/" for name in names):
        raise InputError(DAMAGED)
    if any(info.flag_bits & 1 for info in infos):
        raise InputError("This file is protected by a password. Take the password off, then upload it again.")


def _main_part(parts: Mapping[str, bytes]) -> str:
    """The part that the package calls its document, if it is a Word one."""
    if _TYPES not in parts or _RELATIONSHIPS not in parts:
        raise InputError(NOT_WORD)
    found = [
        given["Target"].lstrip("/")
        for given in _elements(parts[_RELATIONSHIPS], "Relationship")
        if given.get("Type", "").endswith("/officeDocument") and "Target" in given
    ]
    kinds = {given.get("PartName", "").lstrip("/"): given.get("ContentType", "") for given in _elements(parts[_TYPES], "Override")}  # fmt: skip
    if found and "macroenabled" in kinds.get(found[0], "").lower():
        raise InputError(f"This file can hold macros, which we do not take. {_SAVE_AGAIN}")
    if not found or found[0] not in parts or kinds.get(found[0]) != _MAIN:
        raise InputError(NOT_WORD)
    return found[0]


def _check_nothing_active(parts: Mapping[str, bytes]) -> None:
    kinds = [given.get("ContentType", "") for tag in ("Override", "Default") for given in _elements(parts[_TYPES], tag)]
    named = [name for name in parts if not name.endswith((".xml", ".rels"))]
    if any(word in text.lower() for text in (*kinds, *named) for word in _ACTIVE):
        raise InputError(
            f"This file holds a macro or an embedded program, which we do not take. Take it out, or: {_SAVE_AGAIN}"
        )


def _check_nothing_outside(parts: Mapping[str, bytes]) -> None:
    """Links that a reader may press are fine; whatever Word would fetch by itself is not."""
    for name in parts:
        if not name.endswith(".rels"):
            continue
        for given in _elements(parts[name], "Relationship"):
            kind = given.get("Type", "").rpartition("/")[2]
            if given.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
                raise InputError(
                    "This file fetches something from outside when it is opened "
                    f"({_PLAIN.get(kind, 'a linked file')}). In Word, break that link and put the thing itself in, then upload it again."
                )


_PLAIN = {"attachedTemplate": "a template", "image": "a linked picture", "oleObject": "a linked file"}


def _elements(xml: bytes, name: str) -> list[dict[str, str]]:
    """The attributes of every element of this local name."""
    found: list[dict[str, str]] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if tag.rpartition("}")[2] == name:
            found.append(given)

    parse(xml, start=start)
    return found


def parse(
    xml: bytes,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    begin: Callable[[Any], None] | None = None,
) -> None:
    """Run expat over XML; ``start``, ``end`` and ``text`` are called with names as ``namespace}local``.

    ``begin`` is given the parser first: its ``CurrentByteIndex`` tells where in ``xml`` it is.

    Raises:
        InputError: not well formed, or with a document type, which no Word file has and every attack by XML needs.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    if begin:
        begin(parser)
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise InputError(DAMAGED) from error


def _refuse(*_: object) -> None:
    raise InputError(DAMAGED)
