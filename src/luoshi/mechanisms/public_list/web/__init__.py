"""The pages of the public list and of postings."""
