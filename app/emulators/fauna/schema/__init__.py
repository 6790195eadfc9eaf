"""Schema files: FSL text to nodes, nodes to items, items checked against each other."""
