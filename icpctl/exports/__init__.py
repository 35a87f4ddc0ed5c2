"""Drafts and findings written for somebody else: one module per format, each with `write(...) -> str`."""
