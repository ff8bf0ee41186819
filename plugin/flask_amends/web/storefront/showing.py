"""A case as the facts of its shopper's room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from amends_widgets import facts, roomfacts
from flask_amends.disputes import offers as core
from flask_amends.disputes.events import Decided, EvidenceAdded
from flask_amends.disputes.vocabulary import PARCELS, Actor, OfferStatus
from flask_amends.service import parcel_days
from flask_amends.service.conditions import conditions
from flask_amends.state import State
from flask_amends.storage.records import CaseView, Entry, StoredFile
from flask_amends.web.storefront import progress

#: ``(endpoint, id of the photo) -> address``: the picture itself, and the page that shows it large.
PhotoUrl = Callable[[str, str], str]

#: Facts of an event that its line on the timeline shows.
_TERMS = ("terms", "new_ask")
_PLAIN = (
    "until",
    "due_at",
    "ground",
    "route",
    "outcome",
    "carrier",
    "label_url",
    "reason",
    "clock",
    "amount",
    "by_silence",
)
#: Events that only repeat what the line beside them says.
_SILENT = frozenset({"dispute.deadline.approaching"})


def shown_terms(terms: core.Terms, titles: dict[str, str] | None = None) -> facts.Terms:
    """Terms with the names of the things they cover."""
    names = titles or {}
    return facts.Terms(
        kind=terms.kind.value,
        amount=terms.amount,
        titles=tuple(names.get(sku, sku) for sku in terms.skus),
        return_required=terms.return_required,
        deliver_on=terms.deliver_on,
        gift=terms.gift,
        conditions=conditions(terms.promo),
    )


def seen_of(view: CaseView) -> int:
    """The event with which the present turn began: what a page shows holds until the next one."""
    return max((entry.event.sequence for entry in view.entries if entry.event.new_turn), default=0)


def room(
    state: State, view: CaseView, silence: facts.Silence | None, photo_url: PhotoUrl, locale: str = "en"
) -> roomfacts.Room:
    """The room of a case; ``locale`` is for what the shop says in several languages."""
    dispute = view.dispute
    titles = {item.sku: item.title for item in dispute.items}
    actions = frozenset(one.action.value for one in view.available)
    owed = dispute.obligation
    adr = state.settings.adr_body
    entries = entries_of(view, photo_url)
    mails = state.can_mail and view.shopper.email is not None
    return roomfacts.Room(
        id=view.id,
        reference=view.reference_number,
        status=dispute.status.value,
        turn=dispute.turn.value if dispute.turn else None,
        reason=dispute.reason.value,
        ask=shown_terms(dispute.ask, titles),
        opened_at=view.opened_at,
        seen=seen_of(view),
        currency=dispute.currency,
        order_number=dispute.order_number,
        items=tuple(facts.Line(sku=one.sku, title=one.title, quantity=one.quantity) for one in dispute.items),
        due_at=view.due_at,
        silence=silence,
        steps=progress.stages(view),
        offers=_offers(dispute.open_offers(Actor.SHOPPER), titles),
        own_offers=_own(dispute.offers, titles),
        entries=entries,
        actions=actions,
        extension_until=_extension(view),
        extension_latest=extension_latest(view),
        delivery_first=parcel_days.first_moment(state, state.clock.now()),
        delivery_latest=view.policy.chosen_day.after(state.clock.now()),
        award=shown_terms(dispute.award.terms, titles) if dispute.award else None,
        owed=shown_terms(owed.terms, titles) if owed else None,
        payer=owed.payer.value if owed else None,
        expected_by=owed.expected_by if owed else None,
        label_url=_label(view),
        route=dispute.route.value if dispute.route else None,
        outcome=dispute.outcome.value if dispute.outcome else None,
        outcome_reason=dispute.outcome_reason.value if dispute.outcome_reason else None,
        closed_at=dispute.closed_at,
        adr=(adr.name, adr.url) if adr else None,
        support=state.settings.staff_email,
        next=progress.next_for_shopper(view, mails=mails),
        asked=progress.asked(view, entries),
        returning=progress.returning(view),
        own_last=progress.own_last(view),
        helper=_helper(state, locale),
        mails=mails,
    )


def entries_of(view: CaseView, photo_url: PhotoUrl) -> tuple[facts.Entry, ...]:
    """The timeline, without what only repeats the line beside it."""
    titles = {item.sku: item.title for item in view.dispute.items}
    shown = {
        one.event.fact.evidence_id: (one.event.actor.value, one.event.at)
        for one in view.entries
        if isinstance(one.event.fact, EvidenceAdded)
    }
    return tuple(
        _entry(one, titles, photo_url, shown) for one in view.entries if one.event.type not in _SILENT
    )


def _helper(state: State, locale: str) -> roomfacts.Support:
    """Who helps when nothing else does: whoever answers complaints (X15, T4)."""
    contact = state.settings.contact
    who = contact.complaints.owner
    return roomfacts.Support(
        who=who.in_language(locale, state.settings.default_locale) if who else "",
        email=contact.complaints.email or state.settings.staff_email,
        phone=contact.phone,
    )


def _offers(offers: Sequence[core.Offer], titles: dict[str, str]) -> tuple[facts.Offer, ...]:
    return tuple(
        facts.Offer(
            id=one.id,
            version=one.version,
            terms=shown_terms(one.terms, titles),
            by=one.proposed_by.value,
            at=one.proposed_at,
            parcel=one.terms.kind in PARCELS,
        )
        for one in offers
    )


def _own(offers: Sequence[core.Offer], titles: dict[str, str]) -> tuple[facts.Offer, ...]:
    mine = [one for one in offers if one.proposed_by is Actor.SHOPPER and one.status is OfferStatus.PROPOSED]
    return _offers(mine, titles)


def _entry(
    entry: Entry, titles: dict[str, str], photo_url: PhotoUrl, shown: Mapping[str, tuple[str, datetime]]
) -> facts.Entry:
    event = entry.event
    written = [text for text in entry.texts.values() if text]
    return facts.Entry(
        sequence=event.sequence,
        at=event.at,
        actor=event.actor.value,
        type=event.type,
        actor_name=entry.actor_name,
        details=_details(event.fact, titles) | _grounds(event.fact, shown),
        text="\n".join(written),
        erased=any(text is None for text in entry.texts.values()),
        photos=tuple(_photo(file, photo_url) for file in entry.files),
    )


def _details(fact: Any, titles: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _PLAIN:
        value = getattr(fact, name, None)
        if value not in (None, "", False):
            found[name] = value if isinstance(value, datetime) or hasattr(value, "currency") else str(value)
    for name in _TERMS:
        if getattr(fact, name, None) is not None:
            found["terms"] = shown_terms(getattr(fact, name), titles)
    if getattr(fact, "offers", None):
        found["offers"] = [shown_terms(one.terms, titles) for one in fact.offers]
        found.pop("terms", None)
    return found


def _grounds(fact: Any, shown: Mapping[str, tuple[str, datetime]]) -> dict[str, Any]:
    """Whose evidence of when a decision relies on (point 7)."""
    if not isinstance(fact, Decided):
        return {}
    return {"relied": [shown[one] for one in fact.evidence_ids if one in shown]}


def _photo(file: StoredFile, photo_url: PhotoUrl) -> facts.Photo:
    seen = not file.is_erased
    return facts.Photo(
        id=file.id,
        url=photo_url("photo", file.id) if seen else None,
        page=photo_url("picture", file.id) if seen else None,
        name=file.name or "",
        description=file.description or "",
    )


def _extension(view: CaseView) -> datetime | None:
    """Until when the other side asks for more time."""
    asked = view.dispute.extension_asked_by
    return view.dispute.extension_until if asked and asked[-1] is not Actor.SHOPPER else None


def extension_latest(view: CaseView) -> datetime | None:
    """The latest day for talking that somebody can ask for."""
    began = view.dispute.negotiation_began_at
    return view.policy.longest_negotiation.after(began) if began else None


def _label(view: CaseView) -> str | None:
    labels = [getattr(one.event.fact, "label_url", "") for one in view.entries]
    return next((url for url in reversed(labels) if url.startswith("https://")), None)
