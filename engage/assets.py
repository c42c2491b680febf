"""Lay the NHS design system's files out for serving: styles, script, icons, without the outside font."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from whitenoise.compress import Compressor

from engage.errors import InputError

_FONT_FACE = re.compile(r"@font-face\{[^}]{0,2000}\}")


def build_assets(package: Path, out: Path) -> None:
    """Copy what pages need from the npm ``package`` folder to ``out``.

    The package's styles ask an outside host for a font; that rule is left out, so that no page makes a
    request to anybody else and the fallback font is used everywhere.

    Raises:
        InputError: the package is not there.
    """
    dist = package / "dist" / "nhsuk"
    styles = dist / "nhsuk-frontend.min.css"
    if not styles.is_file():
        raise InputError(f"{package} has no built styles. Run: npm ci --ignore-scripts")
    out.mkdir(parents=True, exist_ok=True)
    css = _FONT_FACE.sub("", styles.read_text("utf-8"))
    (out / "nhsuk-frontend.min.css").write_text(re.sub(r"/\*# sourceMappingURL=[^*]{0,200}\*/", "", css), "utf-8")
    script = (dist / "nhsuk-frontend.min.js").read_text("utf-8")
    (out / "nhsuk-frontend.min.js").write_text(re.sub(r"//# sourceMappingURL=\S{0,200}", "", script), "utf-8")
    shutil.copytree(dist / "assets", out / "assets", dirs_exist_ok=True)
    _compress(out)


def _compress(folder: Path) -> None:
    """Write a smaller copy beside each file that shrinks; the server sends it to browsers that can read it."""
    compressor = Compressor(use_gzip=True, use_brotli=True, quiet=True)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            for _written in compressor.compress(str(path)):
                pass
