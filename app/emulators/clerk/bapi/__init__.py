"""The Backend API: what servers call with the secret key."""
