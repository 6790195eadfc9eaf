"""Local stand-ins for Clerk and Fauna, reached over HTTP only."""
