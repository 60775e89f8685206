"""What the server is measured by: `make bench` against the floor, `make figures` for the front door."""
