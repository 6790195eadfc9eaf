"""The language: sources, syntax, compilation, values and how a query is evaluated."""
