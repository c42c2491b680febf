"""Filing texts under the labels of a code frame."""
