"""Who may import what, as far as the import linter cannot say it (the layers are its work)."""

import sys

import pytest

from tests.house.tree import imports, modules, within

PURE = ("flask_amends.disputes", "flask_amends.guards", "flask_amends.hours", "flask_amends.errors")
# A clock, randomness or the outer world: the pure core is handed what it needs of them.
IMPURE = {
    "asyncio", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "socket",
    "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib.request",
}  # fmt: skip
CONTEXT_LOCALS = ("flask.current_app", "flask.request", "flask.g", "flask.session")
ONLY_IN = {
    "alembic": ("flask_amends.storage",),
    "celery": ("flask_amends.contrib",),
    "fsspec": ("flask_amends.storage",),
    "requests": ("amends_webhooks.sender", "amends_webhooks.addresses"),
    "sqlalchemy": ("flask_amends.storage",),
    **dict.fromkeys(
        CONTEXT_LOCALS,
        ("flask_amends.web", "flask_amends.cli", "flask_amends.state", "flask_amends.extension"),
    ),
}


def test_the_core_needs_the_standard_library_only():
    strangers = {
        f"{name} imports {imported}"
        for name, path in modules().items()
        if within(name, *PURE)
        for imported in imports(name, path)
        if not within(imported, *PURE, *(sys.stdlib_module_names - IMPURE)) or within(imported, *IMPURE)
    }
    assert strangers == set()


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_known_in_its_own_corner_only(library):
    strangers = {
        f"{name} imports {imported}"
        for name, path in modules().items()
        if not within(name, *ONLY_IN[library])
        for imported in imports(name, path)
        if within(imported, library)
    }
    assert strangers == set()


def test_no_module_imports_the_public_face_of_its_own_package():
    """That would be a circle: the face imports them."""
    known = modules()
    circles = {
        f"{name} imports {imported}"
        for name, path in known.items()
        if "." in name
        for imported in imports(name, path)
        if imported == (package := name.partition(".")[0])
        or (imported.rpartition(".")[0] == package and imported not in known)
    }
    assert circles == set()
