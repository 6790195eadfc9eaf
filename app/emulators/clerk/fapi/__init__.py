"""The Frontend API: what ClerkJS calls from the browser."""
