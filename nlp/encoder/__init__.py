"""Sentence vectors from a folder with an ONNX graph and a tokenizer; building it is a step of its own."""
