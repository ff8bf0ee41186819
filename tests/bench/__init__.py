"""The figures of the product, measured side by side with the simplest program that does the same."""
