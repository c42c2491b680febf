"""Benchmarks of the served site: make bench."""
