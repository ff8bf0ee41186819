"""Every file of the project keeps to the habits of the house."""

import ast
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.house.tree import PACKAGES, ROOT, modules, project_files

LONGEST = 400
# Written so that this file does not match itself. A file address that a test wants refused is /etc/….
FOREIGN = re.compile(
    r"/[w]ork/|\.[l]ibrary\b|file[:]///(?!etc/)|[p]ypi\.org|[p]ythonhosted\.org|registry\.[n]pmjs|"
    r"deb\.[d]ebian|/opt/[wp][hy]|\.[p]yenv",
    re.IGNORECASE,
)


def test_nothing_names_the_machine_it_was_written_on():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in project_files()
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1)
        if (match := FOREIGN.search(line))
    ]
    assert found == []


def test_no_python_file_is_long():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in project_files()
        if path.suffix == ".py"
    }
    assert {path: lines for path, lines in lengths.items() if lines >= LONGEST} == {}


def test_a_module_opens_with_one_sentence():
    silent = [
        name
        for name, path in modules().items()
        if (text := path.read_text(encoding="utf-8").strip())
        and not (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0].endswith((".", "?", "!"))
    ]
    assert silent == []


def test_the_changelog_has_a_place_for_what_is_new():
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_translations_are_compiled_and_fresh():
    stale = [
        str(source.relative_to(ROOT))
        for folder in PACKAGES.values()
        for source in sorted(folder.rglob("*.po"))
        if not _is_fresh(source, source.with_suffix(".mo"))
    ]
    assert stale == [], "compile them: pybabel compile"


def _is_fresh(source: Path, compiled: Path) -> bool:
    if not compiled.exists():
        return False
    with source.open("rb") as po, compiled.open("rb") as mo:
        return _texts(read_po(po)) == _texts(read_mo(mo))


def _texts(catalog: Catalog) -> dict[object, object]:
    return {
        (message.context or None, _strings(message.id)): _strings(message.string)
        for message in catalog
        if message.id and not message.fuzzy and any(_strings(message.string))
    }


def _strings(string: object) -> tuple[object, ...]:
    forms = tuple(string) if isinstance(string, list | tuple) else (string,)
    # Compiling makes some spaces hard, so that short words and units do not stand alone.
    return tuple(form.replace("\u00a0", " ") if isinstance(form, str) else form for form in forms)
