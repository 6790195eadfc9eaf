"""Sets: lazy, read page by page, resumed by cursor."""
