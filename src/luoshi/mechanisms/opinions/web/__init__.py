"""The pages of opinions: entering a sheet of them, and symposiums."""
