"""The order that a page of another origin's shop brings along: signed by that shop, short-lived, used once.

It is a JSON Web Signature (RFC 7515, compact, HS256), so any language can make one. The first page that is
asked for with it spends it and leads on to the same page with a token of our own (widgets.md 8).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import jwt
from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from flask_amends.errors import InvalidInput
from flask_amends.service.tokens import LONGEST_ORDER
from flask_amends.state import State, get_state
from flask_amends.web import frames
from flask_amends.web.fields import load
from flask_amends.web.pages import CONTEXT, LOST, link
from flask_amends.web.storefront import arriving_facts as facts
from flask_amends.web.storefront.orders import Context, of_order, of_product

#: The pages that start from an order.
PAGES = frozenset({"claim", "withdraw"})
AUDIENCE = "amends"
LONGEST_LIFE = timedelta(minutes=10)
#: Clocks of two machines differ by so much.
SKEW = timedelta(minutes=1)
SCOPE = "embed"
_SHORTEST_JTI, _LONGEST_JTI = 16, 128

log = logging.getLogger("flask_amends")


class _Refused(ValueError):  # noqa: N818 - reads as what it is
    """Why an order could not be taken over; for the shop's log, never for the page."""


def take_order() -> Response | BaseResponse | None:
    """Before a page that starts from an order: spend what came with it, and lead on to a clean address.

    This is the one GET of ours that writes, and only that it happened. Programs that look ahead (HEAD,
    prefetch) spend nothing.
    """
    token = request.args.get(CONTEXT)
    page = frames.endpoint()
    if page not in PAGES or token in (None, LOST) or request.method not in ("GET", "HEAD"):
        return None
    if request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return Response(status=204)
    state = get_state()
    rest = {name: value for name, value in request.args.items() if name not in (CONTEXT, "order")}
    try:
        known = {"order": _spend(state, str(token)).token}
    except _Refused as reason:
        log.warning("The order of another shop's page was not taken over: %s", reason)
        known = {CONTEXT: LOST}
    response = redirect(link(page, **(rest | known)), 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _spend(state: State, token: str) -> Context:
    """What the token says; from now on it says it to nobody else."""
    key, claims = _verified(state, token)
    jti = _in_time(state, claims)
    context = _context(state, claims)
    spent = hashlib.sha256(f"{key}\0{jti}".encode()).hexdigest()
    with state.store.begin() as unit:
        if unit.idempotency.claim(SCOPE, spent, "", now=state.clock.now()) is not None:
            raise _Refused("its jti was used before.")
    return context


def _verified(state: State, token: str) -> tuple[str, Mapping[str, Any]]:
    """The key that signed it, and its claims. The dates are looked at by our own clock."""
    keys = state.settings.frames.keys
    if not keys:
        raise _Refused("AMENDS_EMBED_KEYS holds no key.")
    if len(token) > LONGEST_ORDER or not token.isascii():
        raise _Refused("it is longer than an address can be.")
    options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
    for key in keys:
        try:
            claims = jwt.decode(token, key, algorithms=["HS256"], audience=AUDIENCE, options=options)
        except jwt.InvalidSignatureError:
            continue
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise _Refused(f"{type(error).__name__}.") from error
        return key, claims
    raise _Refused("none of AMENDS_EMBED_KEYS signed it.")


def _in_time(state: State, claims: Mapping[str, Any]) -> str:
    """Its jti, if it is of now and was never meant to last."""
    issued, expires, jti = claims.get("iat"), claims.get("exp"), claims.get("jti")
    if type(issued) is not int or type(expires) is not int:
        raise _Refused("iat and exp have to be whole seconds.")
    if not isinstance(jti, str) or not _SHORTEST_JTI <= len(jti) <= _LONGEST_JTI or not jti.isascii():
        raise _Refused(f"jti has to be a random text of {_SHORTEST_JTI} to {_LONGEST_JTI} characters.")
    now = state.clock.now().timestamp()
    if expires - issued > LONGEST_LIFE.total_seconds():
        raise _Refused("exp is more than ten minutes after iat.")
    if issued > now + SKEW.total_seconds():
        raise _Refused("iat lies in the future: do the clocks agree?")
    if expires <= now:
        raise _Refused("it has expired.")
    return jti


def _context(state: State, claims: Mapping[str, Any]) -> Context:
    try:
        if isinstance(claims.get("product"), dict):
            return of_product(state, facts.product(load(facts.ProductSchema(), claims["product"])))
        return of_order(state, facts.order(load(facts.OrderSchema(), claims.get("order") or {})))
    except InvalidInput as error:
        wrong = ", ".join(sorted(path or "order" for path in error.fields))
        raise _Refused(f"these facts are not as documented: {wrong}.") from error
