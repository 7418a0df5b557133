"""What people do with their hands, in Chromium."""
