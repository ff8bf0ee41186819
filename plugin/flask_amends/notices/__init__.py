"""What a shopper is told before a purchase, as values made from facts: which notice, where, in what words."""
