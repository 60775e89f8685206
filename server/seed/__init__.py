"""A believable city to develop against, lived through the domain's own actions; the same one every time."""
