"""The sentences of notices about delivery: days, who brings it, what it costs, and what is paid when."""

from __future__ import annotations

from amends_widgets.marking import N_, NN_

DELIVERY: dict[str, str] = {
    "delivery.arrives_on": N_("It arrives on %(first)s."),
    "delivery.arrives": N_("It arrives between %(first)s and %(last)s."),
    "delivery.order_by": N_("For this, order by %(until)s."),
    "delivery.courier": N_("%(carrier)s brings it to your door."),
    "delivery.pickup_point": N_("You collect it at a pickup point of %(carrier)s."),
    "delivery.locker": N_("You collect it from a parcel locker of %(carrier)s."),
    "delivery.post": N_("It comes by post, with %(carrier)s."),
    "delivery.in_store": N_("You collect it at our shop."),
    "delivery.own_courier": N_("Our own courier brings it to your door."),
    "delivery.carrier": N_("%(carrier)s brings it."),
    "delivery.about": N_("About %(carrier)s: %(about)s"),
    "delivery.contact": N_("Questions about the parcel: %(contact)s."),
    "delivery.free": N_("Delivery is free."),
    "delivery.cost": N_("Delivery costs %(cost)s."),
    "delivery.cost_from": N_("Delivery costs from %(cost)s."),
    "delivery.free_from": N_("Orders of %(amount)s or more come for free."),
    "delivery.floor": N_("Carrying it upstairs costs %(amount)s more."),
    "delivery.island": N_("Delivery to an island costs %(amount)s more."),
    "delivery.oversize": N_("Large parcels cost %(amount)s more."),
    "delivery.prepay_none": N_("Nothing is paid in advance."),
    "delivery.prepay_part": N_("A part is paid in advance."),
    "delivery.prepay_share": N_("%(share)s%% is paid in advance."),
    "delivery.prepay_full": N_("The whole order is paid in advance."),
    "delivery.pay_on_delivery": N_("You can pay on delivery."),
    "delivery.pay_on_delivery_fee": N_("Paying on delivery costs %(fee)s more."),
    "delivery.no_pay_on_delivery": N_("It cannot be paid on delivery."),
    "delivery.inspect_yes": N_("You can look at the goods before you pay the carrier."),
    "delivery.inspect_no": N_("The parcel can be opened only once it is paid."),
    "delivery.inspect_partial": N_("You can look at a part of the goods before you pay the carrier."),
    "delivery.inspect_for_a_fee": N_("Looking at the goods before you pay the carrier costs extra."),
    "delivery.inspect_fee": N_("Looking at the goods before you pay the carrier costs %(fee)s."),
    "delivery.inspect_paid": N_("You see the goods only after you have paid."),
    "delivery.try_on": N_("You can try things on first."),
    "delivery.identity": N_("Have a document with your name ready."),
    "delivery.storage": NN_(
        "It waits there for you for %(days)s day.", "It waits there for you for %(days)s days.", by="days"
    ),
    "delivery.heaviest": N_("One parcel weighs up to %(weight)s kg."),
    "delivery.wrong": N_(
        "If the parcel is damaged or something is missing: take photos, keep the packaging, and tell us."
    ),
    "delivery.returns": N_("Returns go to: %(address)s."),
    "delivery.returns_by_shop": N_("We pay for sending it back."),
    "delivery.returns_by_buyer": N_("You pay for sending it back."),
    "delivery.fallback": N_("These terms hold where no others do. Yours show once we know the address."),
    "delivery.none": N_("We do not deliver there."),
    "delivery.not_for": N_("We do not deliver this item there."),
    "delivery.not_for_these": N_("We do not deliver there: %(names)s"),
    "delivery.without": N_("Not brought this way: %(names)s"),
}
