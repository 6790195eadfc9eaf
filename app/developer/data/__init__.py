"""What a developer does with the app database's documents: list, page, edit, look back; as its administrator."""
