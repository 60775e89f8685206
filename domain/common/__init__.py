"""What every part of the marketplace shares: cities, vocabularies and public settings."""
