"""The public list: what was raised, who has it, what was answered, in a text of its own."""
