"""Effects of the transition table: the events that an allowed command makes, by part of the process."""
