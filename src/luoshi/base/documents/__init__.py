"""Word documents that the house gives out: what can be asked for, the company's own templates by date, the usual ones."""
