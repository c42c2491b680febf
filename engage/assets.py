"""The NHS design system's files: laid out for serving, without the outside font, and served beside our own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from engage.config import ROOT, Config
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


def serve_assets(app: Flask, config: Config) -> None:
    """Serve the design system's files, as they were laid out, and our own few, with long cache times."""
    static = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=3600)
    if config.assets.is_dir():
        static.add_files(str(config.assets), prefix="nhsuk/")
        static.add_files(str(config.assets / "assets"), prefix="assets/")
    app.wsgi_app = static  # type: ignore[method-assign]
    if config.proxies:  # the visitor's own address and scheme, as the proxies before us say
        app.wsgi_app = ProxyFix(static, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)  # type: ignore[method-assign]
