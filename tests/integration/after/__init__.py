"""What follows a purchase: withdrawals and reviews, by people over HTTP."""
