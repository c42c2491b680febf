"""BERTopic on vectors that it is given. Run by the Python of the benchmark environment, which knows nothing of this project.

Reads ``texts.json`` and ``vectors.npy`` in the folder named first; writes ``labels.json``: what each run, named by its
seed and its rows, put every text in (-1: in nothing), and how long it took.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from bertopic import BERTopic  # type: ignore[import-not-found]  # it is in the benchmark environment
from umap import UMAP  # type: ignore[import-not-found]


def fit(texts: list[str], vectors: np.ndarray, seed: int) -> tuple[list[int], float]:
    """Topics with the settings that BERTopic ships, but for a seed, and no encoder: it has the vectors."""
    started = time.perf_counter()
    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, random_state=seed)
    topics, _ = BERTopic(umap_model=umap, embedding_model=None).fit_transform(texts, vectors)
    return [int(topic) for topic in topics], time.perf_counter() - started


def main(folder: Path) -> None:
    """Two seeds on everything, and the first of them on the older part."""
    given = json.loads((folder / "texts.json").read_text("utf-8"))
    texts, vectors = given["texts"], np.load(folder / "vectors.npy")
    everything = list(range(len(texts)))
    runs = {}
    for name, seed, rows in (("first", 1, everything), ("again", 2, everything), ("before", 1, given["older"])):
        labels, seconds = fit([texts[row] for row in rows], vectors[rows], seed)
        runs[name] = {"labels": labels, "seconds": seconds}
    (folder / "labels.json").write_text(json.dumps(runs), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
