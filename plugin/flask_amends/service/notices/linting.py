"""The lint of notices over what this shop has: its texts, their languages, and its official files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask_amends.notices.lint import Finding, Known, Text, altered_file, lint, lint_languages
from flask_amends.service.notices import guarantee, texts
from flask_amends.state import State
from flask_amends.storage.notice_records import NoticeTextRow


def of_shop(state: State) -> list[Finding]:
    """Everything about texts that count or wait to be accepted, and about official files."""
    rows = [*texts.counting(state), *_drafts(state)]
    found = lint([one for row in rows for one in _texts(row)], known(state))
    spoken = {row.key: set(row.texts) for row in rows}
    return [
        *map(altered_file, guarantee.altered(state)),
        *found,
        *lint_languages(spoken, state.settings.locales),
    ]


def of_typed(
    state: State, key: str, typed: Mapping[str, str], slots: Sequence[str] = (), countries: Sequence[str] = ()
) -> list[Finding]:
    """What is to be looked at in texts before they are saved, by language."""
    many = [
        Text(key=key, locale=code, text=text, slots=tuple(slots), countries=tuple(countries))
        for code, text in typed.items()
        if text.strip()
    ]
    spoken = {key: {one.locale for one in many}} if many else {}
    return [*lint(many, known(state)), *lint_languages(spoken, state.settings.locales)]


def known(state: State) -> Known:
    """The facts that texts must not contradict."""
    return Known(now=state.clock.now(), withdrawal_days=state.settings.after.withdrawal_days)


def _drafts(state: State) -> Iterator[NoticeTextRow]:
    for rows in texts.every(state).values():
        if rows[-1].accepted_at is None and rows[-1].ended_at is None:
            yield rows[-1]


def _texts(row: NoticeTextRow) -> Iterator[Text]:
    for code, text in row.texts.items():
        yield Text(
            key=row.key,
            locale=code,
            text=text,
            countries=row.countries,
            slots=row.slots,
            reviewed_at=row.accepted_at,
        )
