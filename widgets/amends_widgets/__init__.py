"""What shoppers see: facts in, finished pages out; usable without Flask."""

from amends_widgets.languages import LANGUAGES, Language, negotiate
from amends_widgets.render import Renderer

__all__ = ["LANGUAGES", "Language", "Renderer", "negotiate"]
