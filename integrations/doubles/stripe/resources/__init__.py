"""One file per resource of the API; each has its `ROUTES`."""
