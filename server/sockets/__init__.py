"""The WebSocket side of /graphql: graphql-transport-ws, and nothing else."""

from server.sockets.registry import Sockets

__all__ = ["Sockets"]
