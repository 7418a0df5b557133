"""What is made public: frozen facts with an audience, a term, who has read them, and a digest."""
