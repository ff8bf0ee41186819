"""``snippet`` and ``csp``: what a shop on another origin puts into its pages and into its policy."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import AppGroup
from markupsafe import Markup

from amends_widgets.languages import Language
from amends_widgets.marking import N_
from flask_amends.cli.findings import Finding, advice, ok
from flask_amends.cli.printing import told
from flask_amends.errors import AmendsError
from flask_amends.settings import BASE_URL, SPOKEN_LOCALES
from flask_amends.settings.frames import EMBED_KEYS, EMBED_ORIGINS, exact_origin
from flask_amends.state import State, get_state
from flask_amends.web.assets import LOADER, STYLE, hashed, integrity
from flask_amends.web.notices import embed

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_LINK = N_("Something is wrong with my order")
_SCRIPT = Markup(
    "<!-- Once in the page. Without it, what stands in the elements below stays: a link, a text. -->\n"
    '<script src="{loader}"{pinned} async></script>\n'
)
_CLAIM = Markup(
    "<!-- The claim form, where it should stand. -->\n"
    '<amends-claim><a href="{claim}">{text}</a></amends-claim>\n'
)
_NOTICES = Markup(
    "<!-- Notices, where they should stand; their look comes with the stylesheet. -->\n"
    '<link rel="stylesheet" href="{style}"{pinned}>\n'
)
_NOTICE = Markup('<amends-notice kind="{kind}"{facts}></amends-notice>\n')
#: What our kinds are told about.
_FACTS = {
    "delivery": Markup(' country="PL"'),
    "place": Markup(' slot="footer"'),
    "price": Markup(' sku="…"'),
    "promo": Markup(' code="…"'),
    "stock": Markup(' sku="…"'),
}
_FRAME = Markup(
    "<!-- The claim form where no script is allowed. -->\n"
    '<iframe title="{text}" src="{framed}" width="100%" height="900" loading="lazy"></iframe>\n'
)


def register(group: AppGroup) -> None:
    """Add these commands."""
    group.add_command(snippet)
    group.add_command(csp)


@click.command()
@click.option("--sri", is_flag=True, help="Pin each file by its hash; print it again after an update.")
@click.option("--locale", type=click.Choice(SPOKEN_LOCALES), help="The language of the page.")
@told
def snippet(*, sri: bool, locale: str | None) -> None:
    """Print the tags for pages of a shop that is not written in Flask."""
    settings, ours = get_state().settings, _base() + get_state().settings.url_prefix
    text = Language(locale or settings.default_locale).say(_LINK)
    asked = f"?lang={locale}" if locale else ""
    parts = [
        _SCRIPT.format(loader=_file(ours, LOADER, sri=sri), pinned=_pin(LOADER, sri=sri)),
        _CLAIM.format(claim=f"{ours}/claim{asked}", text=text),
        _FRAME.format(framed=f"{ours}/embed/claim{asked}", text=text),
    ]
    lines = [_NOTICE.format(kind=kind, facts=_FACTS.get(kind, "")) for kind in embed.kinds(current_app)]
    style = _NOTICES.format(style=_file(ours, STYLE, sri=sri), pinned=_pin(STYLE, sri=sri))
    parts.append(Markup("").join([style, *lines]))
    click.echo("\n".join(parts), nl=False)


@click.command()
@click.option(
    "--origin", required=True, help="Where the pages are that show ours, such as https://shop.example."
)
@told
def csp(origin: str) -> None:
    """Print what a shop adds to its Content-Security-Policy, directive by directive."""
    try:
        shop = exact_origin(origin)
    except ValueError as error:
        raise AmendsError(f"--origin {error.args[0]} {error.args[1]}") from error
    parts = urlsplit(_base())
    ours = f"{parts.scheme}://{parts.netloc}"
    click.echo(f"# For the claim form as a frame:\nframe-src {ours}")
    click.echo(f"# For <amends-claim> besides:\nscript-src {ours}")
    click.echo(f"# For <amends-notice> besides:\nconnect-src {ours}\nstyle-src {ours}")
    if shop not in get_state().settings.frames.origins:
        raise AmendsError(f"{shop} may not frame our pages yet: add it to {EMBED_ORIGINS}.")


def examine(state: State) -> Iterator[Finding]:
    """What the doctor finds about frames."""
    settings = state.settings.frames
    if settings.origins:
        yield ok("frames", f"may be shown by {', '.join(settings.origins)}")
    open_ones = [one for one in map(urlsplit, settings.origins) if one.scheme == "http"]
    if any(one.hostname not in _LOCAL for one in open_ones):
        told = "holds an origin without TLS: anybody on the way can be that shop."
        yield advice(EMBED_ORIGINS, told)
    if settings.origins and not settings.keys:
        yield advice(EMBED_KEYS, "is not set: forms in frames never know the order.")


def _base() -> str:
    base = get_state().settings.base_url
    if base is None:
        raise AmendsError(f"{BASE_URL} says where our pages are: set it first.")
    return base


def _file(ours: str, name: str, *, sri: bool) -> str:
    return f"{ours}/s/{hashed(name)}" if sri else f"{ours}/{name}"


def _pin(name: str, *, sri: bool) -> Markup:
    pin = Markup(' integrity="{}" crossorigin="anonymous"')
    return pin.format(integrity(name)) if sri else Markup()
