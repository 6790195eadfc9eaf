"""Fauna: what the user may see."""
