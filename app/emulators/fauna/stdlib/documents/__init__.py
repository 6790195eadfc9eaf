"""Documents of user collections: what queries read and write."""
