"""Search in PostgreSQL: the index, the engine on it, and the sources it is made from."""
