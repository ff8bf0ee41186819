"""What the shop can do while a solution is looked for."""

from __future__ import annotations

from amends_widgets.marking import N_
from flask_amends.disputes import commands
from flask_amends.disputes.vocabulary import Action, Actor
from flask_amends.web.desk import build, schemas
from flask_amends.web.desk.act_form import ActForm, Place

SETTLING_FORMS = (
    ActForm(
        action=Action.RELEASE,
        seat=Actor.SHOP,
        title=N_("Release this claim"),
        lead=N_(
            "The claim looked automatic and was put aside. Release it if a person wrote it: "
            "the time to answer starts then."
        ),
        button=N_("Release the claim"),
        schema=schemas.NothingSchema,
        build=build.plain(commands.Release),
        template="confirm",
        unfolded=True,
    ),
    ActForm(
        action=Action.ACCEPT_CLAIM,
        seat=Actor.SHOP,
        title=N_("Agree with the claim"),
        lead=N_("You grant what the shopper asks for. It counts as agreed at once."),
        button=N_("Agree"),
        schema=schemas.NoteSchema,
        build=build.plain(commands.AcceptClaim),
        template="accept_claim",
        reviewed=True,
        unfolded=True,
    ),
    ActForm(
        action=Action.ACCEPT_OFFER,
        seat=Actor.SHOP,
        title=N_("Accept the shopper's offer"),
        lead=N_("What the shopper proposed counts as agreed at once."),
        button=N_("Accept this offer"),
        schema=schemas.OfferSchema,
        build=build.accept_offer,
        template="accept_offer",
        reviewed=True,
        unfolded=True,
    ),
    ActForm(
        action=Action.PROPOSE,
        seat=Actor.SHOP,
        title=N_("Offer something else"),
        lead=N_("The shopper accepts one of your alternatives, or answers with an offer."),
        button=N_("Send the offer"),
        schema=schemas.ProposeSchema,
        build=build.propose,
        template="propose",
        reviewed=True,
    ),
    ActForm(
        action=Action.REQUEST_INFO,
        seat=Actor.SHOP,
        title=N_("Ask for details"),
        lead=N_("Say what you need to know, and why. It is the shopper's turn then."),
        button=N_("Send the question"),
        schema=schemas.WrittenSchema,
        build=build.plain(commands.RequestInfo),
        template="note",
    ),
    ActForm(
        action=Action.HOLD,
        seat=Actor.SHOP,
        title=N_("Ask for time"),
        lead=N_("Promise an answer by a date, and say why it takes that long. This can be done once."),
        button=N_("Promise this date"),
        schema=schemas.UntilSchema,
        build=build.until(commands.Hold),
        template="until",
        dated=lambda actor, moment: commands.Hold(actor=actor, until=moment, note="-"),
    ),
    ActForm(
        action=Action.REJECT,
        seat=Actor.SHOP,
        title=N_("Reject the claim"),
        lead=N_("Give the ground, and explain it to the shopper in your own words."),
        button=N_("Reject the claim"),
        schema=schemas.RejectSchema,
        build=build.plain(commands.Reject),
        template="reject",
        reviewed=True,
    ),
    ActForm(
        action=Action.PROPOSE_EXTENSION,
        seat=Actor.SHOP,
        title=N_("Propose more time to talk"),
        lead=N_("If the shopper agrees, you both have until this date to find a solution."),
        button=N_("Propose this date"),
        schema=schemas.ExtensionSchema,
        build=build.until(commands.ProposeExtension),
        template="until",
        place=Place.MORE,
        dated=lambda actor, moment: commands.ProposeExtension(actor=actor, until=moment),
    ),
    ActForm(
        action=Action.ACCEPT_EXTENSION,
        seat=Actor.SHOP,
        title=N_("Agree to more time"),
        lead=N_("The shopper asks for more time to talk."),
        button=N_("Agree to more time"),
        schema=schemas.NothingSchema,
        build=build.plain(commands.AcceptExtension),
        template="extension",
    ),
    ActForm(
        action=Action.ESCALATE,
        seat=Actor.SHOP,
        title=N_("Hand the case over for a decision"),
        lead=N_("Somebody who did not handle the case decides. You can still settle meanwhile."),
        button=N_("Hand over"),
        schema=schemas.NoteSchema,
        build=build.plain(commands.Escalate),
        template="hand_over",
        place=Place.MORE,
        reviewed=True,
    ),
)
