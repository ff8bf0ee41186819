"""Every bench runs, with numbers so small that they mean nothing; no time is asserted here."""

import shutil
from pathlib import Path

import pytest

from tests.bench import deliveries, desk, log, notices, pages, prices, promos, submits
from tests.bench.figures import Figure, Scale, middle, quantile, table
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here


def test_deliveries_are_counted_on_both_databases(tmp_path: Path):
    figures = deliveries.per_cpu_second(tmp_path, Scale.tiny())
    assert [one.id for one in figures] == ["B2", "B2"]
    assert all(one.ratio is not None and one.ratio > 0 for one in figures)


def test_claims_are_taken_by_a_real_server(tmp_path: Path):
    cpu, latency = submits.claims(tmp_path, Scale.tiny())
    assert (cpu.id, latency.id) == ("B9", "B9")
    assert "us CPU a claim" in cpu.how
    assert "while draining" in latency.what


@pytest.mark.soak
def test_pages_are_shown_by_a_real_server(tmp_path: Path):
    figures = pages.pages(tmp_path, Scale.tiny())
    assert [one.id for one in figures] == ["B10"] * 3
    assert all(one.ratio is not None and one.ratio > 0 for one in figures)


def test_the_inbox_is_opened_among_few_and_among_many(tmp_path: Path):
    figures = desk.inbox(tmp_path, Scale.tiny())
    assert [one.id for one in figures] == ["B10"] * (len(desk.PAGES) + 2)
    assert all(one.ratio is not None and one.ratio > 0 for one in figures)


def test_a_page_of_the_desk_is_opened_with_its_line_in_the_log_and_without(tmp_path: Path):
    (figure,) = log.reads(tmp_path, Scale.tiny())
    assert figure.ratio is not None
    assert figure.ratio > 0


def test_notices_are_shown_with_and_without_their_facts_in_mind(tmp_path: Path):
    figures = notices.pages(tmp_path, Scale.tiny())
    assert [one.id for one in figures] == ["B11"] * 4
    assert figures[-1].ratio == 0
    assert figures[-1].how[0] != "0"


def test_a_basket_is_checked_and_conditions_are_explained(tmp_path: Path):
    (figure,) = promos.checks(tmp_path, Scale.tiny())
    assert figure.ratio is not None
    assert "14 count" in figure.how


def test_prices_and_a_price_list_are_checked(tmp_path: Path, sqlite_template: Path | None):  # noqa: F811
    if sqlite_template is not None:
        shutil.copyfile(sqlite_template, tmp_path / "prices.sqlite3")
    each, whole = prices.costs(tmp_path, Scale.tiny())
    assert (each.id, whole.id) == ("B12", "B12")
    assert "20 rows" in whole.how


@pytest.mark.soak
def test_instructions_are_counted(tmp_path: Path):
    (figure,) = deliveries.instructions(tmp_path, Scale.tiny())
    assert figure.ratio is not None


def test_a_figure_is_judged_by_its_goal():
    cheap = Figure(id="B1", what="cost", ratio=0.5, goal=0.7)
    fast = Figure(id="B2", what="rate", ratio=0.5, goal=1.0, at_most=False)
    unknown = Figure(id="B3", what="nothing", ratio=None, goal=1.0)
    assert [one.verdict for one in (cheap, fast, unknown)] == ["reached", "missed", "not measured"]
    assert "<= 0.70" in table([cheap])
    assert ">= 1.00" in table([fast])


def test_middle_and_quantile_take_a_value_that_was_measured():
    assert middle([3, 1, 2]) == 2
    assert quantile([1, 2, 3, 4], 0.99) == 4
