"""What developer tools need of Clerk and Fauna beyond a user's own query."""
