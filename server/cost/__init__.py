"""What an operation would cost, told from its parsed document before anything is validated or run."""
