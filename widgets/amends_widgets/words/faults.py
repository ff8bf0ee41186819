"""What is wrong with something typed or uploaded: the rule that it breaks, and what to do."""

from __future__ import annotations

from amends_widgets.marking import N_, NN_
from amends_widgets.words.notices.lint import LINT

FAULTS: dict[str, str] = {
    "required": N_("Please fill this in."),
    "choose_one": N_("Please choose one."),
    "not_a_choice": N_("Please choose one from the list."),
    "too_short": NN_("Please write at least one character.", "Please write at least %(limit)s characters."),
    "too_long": NN_(
        "This is too long. Please keep it to one character.",
        "This is %(length)s characters long. Please keep it to %(limit)s.",
    ),
    "too_many_bytes": N_("This is too long to be stored. Please shorten it."),
    "not_text": N_("This has characters that cannot be stored. Please type it again."),
    "not_a_number": N_("Please write a whole number with the digits 0 to 9."),
    "too_small": N_("The smallest possible number is %(limit)s."),
    "too_large": N_("The largest possible number is %(limit)s."),
    "not_money": N_("Please write the amount in digits, such as 12.50."),
    "not_a_price": N_("Please write the amount in digits, such as 12.50."),
    "wrong_too": N_("This price looks wrong too. Leave it out, and set it anew: somebody else then decides."),
    "two_readings": N_("This can be read in two ways. Write two decimals, or no separator."),
    "too_many_decimals": NN_(
        "%(currency)s has one decimal place at most. Please write the amount that way.",
        "%(currency)s has %(digits)s decimal places at most. Please write the amount that way.",
        by="digits",
    ),
    "not_a_currency": N_("Please choose a currency from the list."),
    "not_an_email": N_("Please write an address such as name@example.com."),
    "address_of_a_side": N_("This is the address of one of the two sides, and neither decides its own case."),
    "nobody_by_that_address": N_("Nothing is kept about this address. Please check its spelling."),
    "typed_differently": N_("This is not what was asked for. Please type it exactly."),
    "reason_needed": N_("Something has to be kept for now. Without a legal reason it cannot be erased."),
    "not_a_date": N_("Please give a date, such as 2026-12-31."),
    "not_yes_or_no": N_("Please answer yes or no."),
    "not_a_list": N_("This does not have the expected form. Please fill in the form again."),
    "given_twice": N_("This was sent twice. Please fill in the form again."),
    "unknown_field": N_("The form has sent something that does not belong to it. Please fill it in again."),
    "too_many": NN_("At most one is possible.", "At most %(limit)s are possible."),
    "amount_missing": N_("This solution needs an amount. Please write it."),
    "amount_not_expected": N_(
        "This solution has no amount. Leave the field empty, or choose another solution."
    ),
    "no_mark": N_("Please choose at least one mark, for the shop, the delivery or the goods."),
    "nothing_chosen": N_("Please choose at least one."),
    "key_used_for_another_request": N_(
        "This form was already sent with other details. Please open it again."
    ),
    "invalid": N_("This cannot be used as it stands. Please check it."),
    "form_expired": N_(
        "This page was open for a long time. Everything you typed is still here: please send it again."
    ),
    "photo_too_large": N_("%(name)s is larger than %(limit)s MB. Please choose a smaller photo."),
    "photo_too_many_pixels": N_(
        "%(name)s has more than %(limit)s million pixels. Please choose a smaller photo."
    ),
    "photo_not_an_image": N_("%(name)s is not a JPEG, PNG or WebP photo. Please choose another file."),
    "photo_animated": N_("%(name)s is an animation. Please choose a still photo."),
    "photo_unreadable": N_("%(name)s cannot be opened; it may be damaged. Please choose another photo."),
    "photo_empty": N_("%(name)s is empty. Please choose another photo."),
    "too_many_photos": NN_(
        "At most one photo is possible. Please remove the others.",
        "At most %(limit)s photos are possible. Please remove some.",
    ),
    "photo_expired": N_("A photo you added earlier is no longer there. Please add it again."),
    "photo_harmful": N_("%(name)s did not pass the check for harmful files. Please choose another photo."),
    "too_many_today": N_(
        "This was sent very often today. Everything you typed is still here: please try again tomorrow, or "
        "write to the shop."
    ),
    "photo_unchecked": N_(
        "%(name)s could not be checked just now. Please send the claim without it and add it later."
    ),
    "too_many_requests": N_(
        "This was sent very often from your connection. Everything you typed is still here: please try again "
        "in an hour."
    ),
    "quiet_incomplete": N_("Please choose both, or none; they are different hours."),
    "not_a_phone": N_("Please write the number with its country code, such as %(number)s."),
    "slot_gone": N_("This time has passed, or is not offered any more. Please choose another one."),
    "slot_at_night": N_(
        "Where you are, that is at night, at %(hour)s. Choose another time, or say below that you mean it."
    ),
    "variable_unknown": N_(
        "%(name)s is no variable. Choose one from the list, or write the word without braces."
    ),
    "words_formless": LINT["formless"],
    "words_no_number": LINT["no_number"],
    "bracket_open": N_("A place that begins with [[ needs ]] at its end."),
    "quiet_hours": N_(
        "At that hour the shopper is not called: it is too early or too late where they are. The next time "
        "that is all right is %(next)s."
    ),
    "no_time_fits": N_("There is no time in the next days at which the shopper can be called."),
    "do_not_call": N_("This shopper does not want to be called. Write to them here."),
    "after_your_time": N_(
        "Your time to answer is over by then, and a pause does not move it. Choose a time before %(latest)s, "
        "or ask for time above."
    ),
    "fix_too_late": N_(
        "Promise only what is done within two days, by %(latest)s: nobody looks again later. Else leave it "
        "out."
    ),
    "too_far_ahead": N_("Please choose a moment before %(latest)s."),
    "no_such_order": N_("There is no order with this number."),
    "order_is_paid": N_("This order is paid already. What went wrong with it is put right in an incident."),
    "order_is_held": N_("This order waits already."),
    "same_price": N_("No price is another than was shown. Correct one, or confirm the order."),
    "personal_left": NN_(
        "One place is still to be filled in with your own words: %(left)s",
        "%(limit)s places are still to be filled in with your own words, the first one is: %(left)s",
    ),
    "unedited": N_(
        "This is a ready-made answer as it stands. Please make it one to this person: add a sentence of your "
        "own."
    ),
    "not_in_future": N_("This moment has passed. Please choose a later one."),
    "case_full_of_photos": NN_(
        "This case can hold one photo, and it is there already.",
        "This case holds at most %(limit)s photos, and they are there already.",
    ),
    "photos_full": N_("There is no room for photos at the moment. Please send the claim and add them later."),
}

#: Names of fields, for the list of what is to be corrected. The part after the last dot of a path decides.
FIELDS: dict[str, str] = {
    "order_number": N_("Order number"),
    "email": N_("E-mail address"),
    "name": N_("Your name"),
    "reason": N_("What happened"),
    "items": N_("Items"),
    "quantity": N_("How many"),
    "sku": N_("Items"),
    "kind": N_("Solution"),
    "ask": N_("What you would like"),
    "amount": N_("Amount"),
    "description": N_("Description"),
    "photos": N_("Photos"),
    "note": N_("Your words"),
    "text": N_("Message"),
    "carrier": N_("Carrier"),
    "tracking": N_("Tracking number"),
    "until": N_("New date"),
    "deliver_on": N_("Delivery day"),
    "offer_id": N_("Offer"),
    "alternatives": N_("Solutions"),
    "reference": N_("Reference"),
    "phone": N_("Phone number"),
    "case_reference": N_("Case number"),
    "contract": N_("Order number"),
    "shop": N_("The shop"),
    "delivery": N_("The delivery"),
    "goods": N_("The goods"),
    "comment": N_("In your words"),
    "topic": N_("Topic"),
    "slot": N_("Time for the call"),
    "slot_first": N_("Time for the call"),
    "slot_second": N_("A second time"),
    "slot_third": N_("A third time"),
    "quiet_from": N_("From"),
    "quiet_to": N_("Until"),
    "time_zone": N_("Time zone"),
}
