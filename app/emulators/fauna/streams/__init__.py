"""Event streams and feeds: from a set's committed changes to events, each read once for all who watch it alike."""
