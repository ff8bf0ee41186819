"""A shop of plain HTML pages, and the help that it shows from another origin."""
