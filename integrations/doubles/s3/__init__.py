"""A small store that speaks as much S3 as we use, checks every signature and keeps what it is given."""
