"""What the pipeline gets right, measured on data that it was not made from."""
