"""Widgets of the Data page: the grid of documents, and editors for JSON and FSL."""
