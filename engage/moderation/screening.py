"""Screening, in the background, on the text as received. The one caller of the pipeline outside theming."""
