"""What an author uploads and ticks."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class UploadForm(FlaskForm):
    """A draft."""

    file = FileField(
        "Your draft, as a Word document (.docx)", [FileRequired("Choose the Word file that your chapter is in.")]
    )
