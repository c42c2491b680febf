"""Tuning the encoder's last layers to file comments: a development step that needs PyTorch, which the product does not."""
