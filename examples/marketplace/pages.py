"""The arbiter's pages: the cases, one case with its timeline, and the forms to answer with."""

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for

from .answering import answer, deliver
from .store import waits_for_us

# Codes of the shop's OpenAPI document that an arbiter here chooses from.
AWARDS = ("full_refund", "partial_refund", "replacement", "promo_code", "no_action")
GROUNDS = (
    "decision_based_on_available_information",
    "item_not_as_described",
    "item_sold_as_described",
    "valid_proof_of_delivery",
    "no_response_from_shop",
    "no_response_from_shopper",
)
bp = Blueprint("pages", __name__)


@bp.get("/")
def cases():
    """Every case we were told of."""
    found = g.store.cases()
    waiting = [case for case in found if waits_for_us(case)]
    return render_template(
        "cases.html", waiting=waiting, others=[case for case in found if case not in waiting]
    )


@bp.get("/cases/<dispute_id>")
def case(dispute_id):
    """One case: where it stands, what happened, what we can do."""
    messages = g.store.messages(dispute_id) or abort(404)
    current = messages[-1]["data"]
    return render_template(
        "case.html",
        case=current,
        messages=messages,
        answers=g.store.answers(dispute_id),
        may={one["action"] for one in current["available_actions"] if one["actor"] == "marketplace"},
        awards=AWARDS,
        grounds=GROUNDS,
    )


@bp.post("/cases/<dispute_id>/decide")
def decide(dispute_id):
    """Say what is owed, and why."""
    current, form = _case(dispute_id), request.form
    award = {"kind": form["kind"]}
    if form.get("amount"):
        award["amount"] = _amount(current, form["amount"])
    return _done(
        current,
        "arbitration.decided",
        assignment_id=current["assignment_id"],
        award=award,
        reason=form["reason"],
        note=form["note"],
    )


@bp.post("/cases/<dispute_id>/ask")
def ask(dispute_id):
    """Ask one side for evidence."""
    current = _case(dispute_id)
    return _done(
        current,
        "arbitration.evidence_requested",
        assignment_id=current["assignment_id"],
        party=request.form["party"],
        note=request.form["note"],
    )


@bp.post("/cases/<dispute_id>/recuse")
def recuse(dispute_id):
    """Hand the case on to whoever decides next."""
    current = _case(dispute_id)
    note = request.form.get("note", "")
    return _done(current, "arbitration.recused", assignment_id=current["assignment_id"], note=note)


@bp.post("/cases/<dispute_id>/write")
def write(dispute_id):
    """Write into the one channel that all sides read."""
    return _done(_case(dispute_id), "dispute.message.posted", text=request.form["text"])


@bp.post("/cases/<dispute_id>/refund")
def refund(dispute_id):
    """Report that our cashier gave the money back."""
    current = _case(dispute_id)
    amount = _amount(current, request.form["amount"])
    return _done(current, "refund.performed", amount=amount, reference=request.form["reference"])


@bp.post("/answers/<id>/again")
def again(id):  # noqa: A002 - the field's own word
    """Send an answer again that did not arrive, under its own id: the shop applies it once."""
    lost = g.store.answer(id) or abort(404)
    flash(deliver(lost["id"], lost["dispute_id"], lost["type"], lost["body"]))
    return redirect(url_for(".case", dispute_id=lost["dispute_id"]), 303)


@bp.context_processor
def _names():
    return {"title_of_shop": current_app.config.get("SHOP_TITLE", "the shop")}


def _case(dispute_id):
    return (g.store.messages(dispute_id) or abort(404))[-1]["data"]


def _amount(case, text):
    return {"currency_code": case["currency"], "value": text.strip().replace(",", ".")}


def _done(case, type, **facts):  # noqa: A002 - as above
    flash(answer(case, type, **facts))
    return redirect(url_for(".case", dispute_id=case["dispute_id"]), 303)
