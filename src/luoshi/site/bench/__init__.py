"""How fast the house is: a plant with many matters, the running product driven by many at once, beside a bare program in the same run."""
