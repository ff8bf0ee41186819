"""Notices from what is known here: the ledger of prices, stock, terms, wishes, and the shop's own words."""
