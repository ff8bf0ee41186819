"""Guards: pure rules that catch a mistake before a shopper does. No clock, no randomness, no IO."""
