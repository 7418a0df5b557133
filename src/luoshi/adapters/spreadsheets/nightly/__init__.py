"""Lists of people and units that come by night, from a folder or the company's directory, and wait until an administrator confirms them."""
