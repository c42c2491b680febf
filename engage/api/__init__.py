"""Reading by program: the same services, as JSON. See docs/api.md."""
