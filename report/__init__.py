"""A static site for people out of the published file: no server, no network."""
