"""The translators' tool: ``python -m amends_widgets.catalogues update | compile | check``.

``update`` collects every text from our code and templates into ``amends.pot`` and brings the catalogues up to
date; ``compile`` writes what programs read; ``check`` lists what is missing, doubtful or does not fit, what
:mod:`amends_widgets.wording` forbids, and what is not up to date, and fails if anything is.
"""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from gettext import GNUTranslations, c2py
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from amends_widgets import wording
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
#: The values that a text is counted by.
_COUNTS = {"num", "limit", "digits", "days", "hours", "count", "left"}
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


def compiled(code: str) -> bytes:
    """A catalogue as programs read it, with the spaces that must not break."""
    catalog = read(code)
    for text in catalog:
        if isinstance(text.string, str):
            text.string = wording.held(code, text.string) if text.id else text.string
        elif text.string:
            text.string = tuple(wording.held(code, form) for form in text.string)
    # Dates would make every run a change.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _spoken(binary: bytes) -> dict[object, str]:
    """What a compiled catalogue says; its header depends on who compiled it."""
    said: dict[object, str] = GNUTranslations(io.BytesIO(binary))._catalog  # type: ignore[attr-defined]
    return {text: string for text, string in said.items() if text}


def compile_all() -> None:
    """Write the compiled form of every catalogue."""
    for code in translated():
        path_of(code).with_suffix(".mo").write_bytes(compiled(code))


def faults() -> Iterator[str]:
    """What is wrong in any catalogue, or in an English text."""
    texts = template()
    for text in texts:
        for source in _forms(text.id):
            yield from (f"{SOURCE}: {fault}: {source!r}" for fault in wording.source_faults(source))
    for code in translated():
        yield from (f"{code}: {fault}" for fault in faults_of(code, texts, read(code)))
        if _spoken(path_of(code).with_suffix(".mo").read_bytes()) != _spoken(compiled(code)):
            yield f"{code}: is not compiled as it stands"


def faults_of(code: str, texts: Catalog, catalog: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue: a text that is missing, doubtful, left over, or unlike its source."""
    for text in texts:
        if text.id:
            yield from (f"{fault}: {text.id!r}" for fault in _faults(code, text, catalog))
    left = [*catalog.obsolete, *(text.id for text in catalog if text.id and texts.get(text.id) is None)]
    yield from (f"no longer used: {one!r}" for one in left)


def _faults(code: str, text: Message, catalog: Catalog) -> Iterator[str]:
    found = catalog.get(text.id, text.context)
    if found is None:
        yield "not in the catalogue"
        return
    if found.fuzzy:
        yield "doubtful"
    forms = _forms(found.string)
    expected = catalog.num_plurals if text.pluralizable else 1
    if len(forms) != expected or not all(forms):
        yield "missing" if not any(forms) else f"{expected} forms expected"
        return
    sources = _forms(text.id)
    # How many numbers each form is for, up to 200: Russian's first is for 21 and 31 too.
    covers = Counter(map(plural_index(catalog), range(200))) if text.pluralizable else Counter()
    for index, form in enumerate(forms):
        if not _fits(form, sources, exact=covers[index] == 1):
            yield f"other values in {form!r}"
        yield from (f"{fault} in {form!r}" for fault in wording.faults(code, sources[-1], form))


def _fits(form: str, sources: list[str], *, exact: bool) -> bool:
    """Whether a form names the values of its source; one for an exact number may leave the number out."""
    wanted, found = _holes(sources[-1]), _holes(form)
    left_out = wanted - found
    return found == wanted or (
        found < wanted and exact and len(sources) > 1 and (found == _holes(sources[0]) or left_out <= _COUNTS)
    )


def plural_index(catalog: Catalog) -> Callable[[int], int]:
    """Which form of a catalogue is for a number."""
    return c2py(catalog.plural_expr)


def _forms(string: object) -> list[str]:
    return [string] if isinstance(string, str) else list(string or ())  # type: ignore[call-overload]


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
