"""What an install keeps: databases, keys and schema files, in memory and durably in SQLite."""
