"""A signed-in Clerk user, put to work in Fauna from Reflex."""
