"""What somebody who did not handle the case can do in the second look, at the desk and from outside."""

from __future__ import annotations

from amends_widgets.marking import N_
from flask_amends.disputes import commands
from flask_amends.disputes.vocabulary import Action, Actor
from flask_amends.web.desk import build, schemas
from flask_amends.web.desk.act_form import ActForm, Place

REVIEW_FORMS = (
    ActForm(
        action=Action.DECIDE,
        seat=Actor.ARBITER,
        title=N_("Decide"),
        lead=N_("Decide on the file. Both sides read your reasons."),
        button=N_("Decide"),
        schema=schemas.DecideSchema,
        build=build.decide_case,
        template="decide",
        place=Place.REVIEW,
        reviewed=True,
    ),
    ActForm(
        action=Action.REQUIRE_EVIDENCE,
        seat=Actor.ARBITER,
        title=N_("Require evidence"),
        lead=N_("Ask one side for what is missing. Your own time stops meanwhile."),
        button=N_("Require it"),
        schema=schemas.RequireSchema,
        build=build.assigned(commands.RequireEvidence),
        template="require_evidence",
        place=Place.REVIEW,
    ),
    ActForm(
        action=Action.RECUSE,
        seat=Actor.ARBITER,
        title=N_("Step aside"),
        lead=N_("If you cannot judge this case without bias, leave it to somebody else."),
        button=N_("Step aside"),
        schema=schemas.NoteSchema,
        build=build.assigned(commands.Recuse),
        template="note",
        place=Place.REVIEW,
        reviewed=True,
    ),
    ActForm(
        name="opinion",
        action=Action.ADD_EVIDENCE,
        seat=Actor.ARBITER,
        title=N_("Attach an expert's opinion"),
        lead=N_("Both sides see it, and you can rely on it in your decision."),
        button=N_("Add it to the case"),
        schema=schemas.WrittenSchema,
        build=build.opinion,
        template="opinion",
        place=Place.REVIEW,
        takes_files=True,
    ),
    ActForm(
        name="write",
        action=Action.POST_MESSAGE,
        seat=Actor.ARBITER,
        title=N_("Write to both sides"),
        lead=N_("Both sides and the file of the case keep what you write."),
        button=N_("Send the message"),
        schema=schemas.MessageSchema,
        build=build.post_message,
        template="message",
        place=Place.REVIEW,
    ),
)
