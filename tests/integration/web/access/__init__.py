"""Every route for every kind of visitor, and every unsafe one against forged forms."""
