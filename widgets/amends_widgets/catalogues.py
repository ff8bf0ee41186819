"""The translators' tool: ``python -m amends_widgets.catalogues update | compile | check``.

``update`` collects every text from our code and templates into ``amends.pot`` and brings the catalogues up to
date; ``compile`` writes what programs read; ``check`` lists what is missing, doubtful or does not fit, and
fails if anything is.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from amends_widgets.languages import DOMAIN, FOLDER, LANGUAGES, SOURCE

ROOT = Path(__file__).parent
#: Where texts are: this package, and the plugin's pages where both stand in one source tree.
SOURCES = (ROOT, ROOT.parents[1] / "plugin" / "flask_amends")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
METHODS += [("templates/**.jinja", "jinja2")]
OPTIONS = {"jinja2": {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "trimmed": "true", "silent": "false"}}
KEYWORDS: dict[str, tuple[int, int] | None] = dict.fromkeys(("_", "N_", "gettext", "say"))
KEYWORDS |= dict.fromkeys(("ngettext", "NN_", "count", "forms"), (1, 2))
_HOLE = re.compile(r"%\((\w+)\)s|(%%)|(%)")
_CHANGING = re.compile(r'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator)')
_PROJECT = {"project": "Flask-Amends", "copyright_holder": "Flask-Amends contributors"}


def template() -> Catalog:
    """Every text, with where it stands."""
    catalog = Catalog(domain=DOMAIN, charset="utf-8", fuzzy=False, **_PROJECT)
    for source in SOURCES:
        if not source.is_dir():
            continue
        options = {pattern: OPTIONS.get(method, {}) for pattern, method in METHODS}
        found = extract_from_dir(source, METHODS, options, keywords=KEYWORDS, comment_tags=("Translators:",))
        for name, _, text, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
            catalog.add(
                text, locations=[(f"{source.name}/{name}", 0)], auto_comments=comments, context=context
            )
    return catalog


def path_of(code: str) -> Path:
    """The catalogue of a language."""
    return FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(code: str) -> Catalog:
    """A language's catalogue as it is."""
    path = path_of(code)
    if not path.exists():
        return Catalog(locale=code, domain=DOMAIN, fuzzy=False, **_PROJECT)
    with path.open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


def translated() -> list[str]:
    """The codes of all languages that need a catalogue."""
    return [code for code in LANGUAGES if code != SOURCE]


def update() -> None:
    """Bring every catalogue up to date; a text that changed is empty again, never guessed."""
    texts = template()
    _write(FOLDER / f"{DOMAIN}.pot", texts)
    for code in translated():
        catalog = read(code)
        catalog.update(texts, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        save(code, catalog)


def save(code: str, catalog: Catalog) -> None:
    """Write a catalogue back."""
    _write(path_of(code), catalog)


def compile_all() -> None:
    """Write the compiled form of every catalogue."""
    for code in translated():
        with path_of(code).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(code))


def faults() -> Iterator[str]:
    """What is wrong: a text that is missing, doubtful, or that does not fit its source."""
    texts = template()
    for code in translated():
        catalog = read(code)
        for text in texts:
            if text.id:
                yield from (f"{code}: {fault}: {text.id!r}" for fault in _faults(text, catalog))


def _faults(text: Message, catalog: Catalog) -> Iterator[str]:
    found = catalog.get(text.id, text.context)
    if found is None:
        yield "not in the catalogue"
        return
    if found.fuzzy:
        yield "doubtful"
    forms = [found.string] if isinstance(found.string, str) else list(found.string or ())
    expected = catalog.num_plurals if text.pluralizable else 1
    if len(forms) != expected or not all(forms):
        yield "missing" if not any(forms) else f"{expected} forms expected"
        return
    sources = [text.id] if isinstance(text.id, str) else list(text.id)
    allowed = [_holes(source) for source in sources]
    for form in forms:
        if _holes(form) not in allowed:
            yield f"other values in {form!r}"


def _holes(text: str) -> frozenset[str]:
    return frozenset(match.group(1) or match.group() for match in _HOLE.finditer(text))


def _write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_by_file=True, include_previous=False, include_lineno=False)
    lines = out.getvalue().decode().splitlines()
    # Dates and tools would make every run a change.
    kept = [line for line in lines if not _CHANGING.match(line)]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run one command."""
    match arguments:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["check"]:
            found = list(faults())
            sys.stdout.write("".join(f"{fault}\n" for fault in found))
            return 1 if found else 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
