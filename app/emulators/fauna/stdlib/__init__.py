"""The standard library: one module per type or module of FQL, all entered into the table of `registry`."""
