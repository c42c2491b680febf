"""What the encoder read last is not read again."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlp.encoder.memory import Memory

Vectors = npt.NDArray[np.float32]


class Reader:
    """Reads a text as its length, once for each output, and says what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], list[str]]] = []

    def __call__(self, texts: Sequence[str], outputs: list[str]) -> Vectors:
        self.asked.append((list(texts), outputs))
        return np.array([[[len(text), len(output)] for text in texts] for output in outputs], np.float32)


def test_only_new_texts_are_read_and_each_keeps_its_place() -> None:
    memory, read = Memory(10), Reader()
    memory.recall(["a", "bb"], ["plain"], read)
    found = memory.recall(["ccc", "bb", "a", "\ud800"], ["plain"], read)
    assert read.asked == [(["a", "bb"], ["plain"]), (["ccc", "\ud800"], ["plain"])]
    assert found[0, :, 0].tolist() == [3, 2, 1, 1]


def test_a_text_is_read_again_for_an_output_not_asked_for_before() -> None:
    memory, read = Memory(10), Reader()
    memory.recall(["a"], ["plain"], read)
    both = memory.recall(["a"], ["plain", "tuned"], read)
    again = memory.recall(["a"], ["tuned"], read)
    assert len(read.asked) == 2
    assert (again[0] == both[1]).all()


def test_the_longest_unused_are_forgotten() -> None:
    memory, read = Memory(2), Reader()
    memory.recall(["a", "b"], ["plain"], read)
    memory.recall(["a"], ["plain"], read)
    memory.recall(["c"], ["plain"], read)
    memory.recall(["a", "c", "b"], ["plain"], read)
    assert read.asked[-1] == (["b"], ["plain"])
