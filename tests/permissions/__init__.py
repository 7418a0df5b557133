"""Who may open what: every door of the house, tried by every role, on things that lie near and far."""
