"""Clerk: who the user is."""
