"""A whole claim in a frame of another origin: form, photo, room, message; no cookie, script on and off."""

import pytest

from tests.browser.frames.stage import ADDRESS, Stage, Visit
from tests.integration.web.storefront.conftest import photo


def by_script(stage: Stage, query: str = "") -> str:
    """The page of a shop that names our one script."""
    return (
        f'<script src="{stage.base}/embed.js" async></script>'
        f'<amends-claim><a href="{stage.base}/claim{query}">Report a problem</a></amends-claim>'
    )


def by_hand(stage: Stage, query: str = "") -> str:
    """The page of a shop that may name no script."""
    address = f"{stage.base}/embed/claim{query}"
    return f'<iframe title="Report a problem" src="{address}" width="700" height="900"></iframe>'


def fill_in(visit: Visit) -> None:
    form = visit.frame
    form.locator("textarea[name=description]").fill("The roses had wilted when they came.")
    form.locator("input[type=file]").set_input_files(
        {"name": "rose.jpg", "mimeType": "image/jpeg", "buffer": photo()[0].getvalue()}
    )
    form.locator("label[for=claim-ask-full_refund]").click()
    form.locator("input[name=email]").fill(ADDRESS)
    form.locator("button[name=step][value=review]").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_a_claim_with_a_photo_goes_from_the_form_to_a_message_in_the_room(stage: Stage, scripts: bool):
    visit = stage.visit(scripts=scripts)
    visit.open((by_script if scripts else by_hand)(stage, f"?context={stage.order()}&reason=defective"))
    fill_in(visit)
    visit.frame.get_by_text("rose.jpg").first.wait_for()
    stage.help.clock.move(seconds=90)
    visit.frame.locator("button[name=step][value=send]").click()
    said = f"I can send more photos, with or without a script: {scripts}."
    visit.frame.locator("textarea[name=text]").fill(said)
    assert "/amends/embed/d/" in visit.inside()
    visit.frame.locator("form[action*=post_message] .am-buttons button").click()
    visit.frame.locator("[role=log]").get_by_text(said).wait_for()
    visit.frame.locator("details:has(img) > summary").first.click()
    address, status = visit.answer("/photo/")
    assert (status, "/amends/embed/d/" in address) == (200, True)
    assert visit.context.cookies() == []
    assert visit.complaints == []
