"""Bookings and checkout (contract checkout.graphql)."""
