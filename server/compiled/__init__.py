"""The compiled executor: a document as one statement whose value goes out as it comes (decision 070)."""
