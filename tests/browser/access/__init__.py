"""Every page of the shopper as people need it: by keyboard, by ear, enlarged, narrow, dark, right to left."""
