"""Words and phrases that speak for a chapter: one text file each, for anybody to edit.

One word or phrase a line; ``word*`` stands for every word that begins so; ``#`` begins a remark.
"""
