"""Conversations: threads, messages, first contacts, folders, and what may not be said in them."""
