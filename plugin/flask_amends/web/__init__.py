"""The pages and endpoints: everything that speaks HTTP."""
