"""From nodes to items: which members belong where, what must be there, what must be there once."""
