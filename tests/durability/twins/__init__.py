"""Products with one thing spoiled on purpose: each must fail the check that the product passes. Every module here is a settings module."""
