"""Learning to file texts, from examples that people filed."""
