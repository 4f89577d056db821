"""How a sentence is read: greetings and extras off, cut into clauses, then the change itself."""
