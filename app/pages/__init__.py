"""One module per route: the view on top, its state below."""
