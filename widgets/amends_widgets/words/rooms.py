"""The way through a case: what there is to do now, the steps of a return, and the rules that apply."""

from __future__ import annotations

from amends_widgets.marking import N_

#: What there is to do now, told to the shopper in one or two sentences.
NEXT: dict[str, str] = {
    "verify": N_(
        "Please open the link in the mail that we sent you: it confirms your address. "
        "The shop's time to answer begins then."
    ),
    "answer": N_("The shop has a question about your claim. Please answer it below."),
    "evidence": N_(
        "The reviewer asks you for something. Please send it below, or say that you do not have it."
    ),
    "choose": N_("The shop has made you an offer. Accept it, propose something else, or decline it."),
    "choose_one": N_("The shop has made you several offers. Choose one, propose something else, or decline."),
    "propose": N_("The shop did not accept the claim as it stands. You can propose another solution."),
    "decision": N_("There is a decision. You can accept it, or appeal if something was overlooked."),
    "send_back": N_("Please send the goods back, and tell us below how you sent them."),
    "pay": N_("Please pay what was agreed, and tell us below when you have."),
    "arrived": N_("The shop says that it is done. Please tell us whether it has arrived."),
    "more_time": N_("The shop asks for more time to find a solution with you."),
    "wait_for_label": N_(
        "The shop sends you a label for the return. You do not have to do anything until it is here."
    ),
    "on_its_way": N_("The parcel is on its way to the shop. Keep the receipt until the case is closed."),
    "wait": N_("You do not have to do anything now. We write to you as soon as something changes."),
    "wait_here": N_("You do not have to do anything now. Please check back here from time to time."),
}

#: The steps of a return, in their order.
RETURN_STEPS: dict[str, str] = {
    "label": N_("The shop sends you a return label"),
    "ship": N_("You send the goods back"),
    "transit": N_("The parcel travels to the shop"),
    "inspection": N_("The shop checks what came back"),
    "compensation": N_("You get what was agreed"),
    "confirm": N_("You tell us that it has arrived"),
}

#: The rules of a case, as its shopper needs them; each stands before a length of time or a number.
RULES: dict[str, str] = {
    "turn": N_("Time to answer, for each side"),
    "negotiation": N_("Time to find a solution together, from the shop's first answer"),
    "statutory": N_("The law's limit for the shop's answer, from the day of the claim"),
    "evidence": N_("Time to send evidence that is asked for"),
    "ship": N_("Time to send goods back"),
    "inspection": N_("Time for the shop to check a return"),
    "compensation": N_("Time to carry out what was settled"),
    "confirmation": N_("Time to say that something has not arrived"),
    "appeal_window": N_("Time to appeal against a decision"),
    "reopen": N_("Time to open a closed case again"),
    "case": N_("Longest time for the whole case"),
    "claim_window": N_("Time to make a claim under these rules, from the delivery"),
}

#: What silence does, by the value of the rule.
SILENCE_RULES: dict[str, str] = {
    "on_shop_silence.shopper_favour": N_("If the shop does not answer in time, it owes what was asked for."),
    "on_shop_silence.arbitrate": N_("If the shop does not answer in time, the case goes to review."),
    "on_shopper_silence.decide_on_file": N_(
        "If the shopper does not answer in time, the case is decided on what is in it."
    ),
    "on_shopper_silence.close": N_("If the shopper does not answer in time, the case is closed."),
}
