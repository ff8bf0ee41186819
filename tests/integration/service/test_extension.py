"""Binding to apps: several apps, several instances, the host's own SQLAlchemy, the default file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

import flask_amends
from flask_amends import Amends, ClaimForm, Order, signals
from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Reason, Remedy, Status
from flask_amends.errors import AmendsError, NotFound, RefusedError, SettingsError
from flask_amends.state import get_state
from flask_amends.testing import FrozenClock, MemoryFiles, close, make_shop, migrate
from tests.integration.cases import CLAIM, ORDER, agree, open_case


def new_app(tmp_path: Path, name: str, **config: object) -> Flask:
    app = Flask(name, instance_path=str(tmp_path / name))
    app.config.update({"TESTING": True, "SECRET_KEY": "test", "AMENDS_WORKER": "off", **config})
    return app


def test_one_instance_serves_two_apps_with_their_own_settings(tmp_path: Path):
    amends = Amends()
    one = new_app(tmp_path, "one", AMENDS_POLICY="pl")
    two = new_app(tmp_path, "two", AMENDS_URL_PREFIX="/help")
    for app in (one, two):
        amends.init_app(app)

    @amends.order_lookup
    def find(number: str, email: str | None) -> Order | None:
        return ORDER if (number, email) == ("A-1", "anna@example.org") else None

    states = []
    for app in (one, two):
        with app.app_context():
            states.append(get_state())
    assert [state.settings.policy.name for state in states] == ["pl", "flowwow"]
    assert [state.settings.url_prefix for state in states] == ["/amends", "/help"]
    assert [state.order_lookup for state in states] == [find, find]
    case_id = open_case(states[0])
    with states[0].store.read() as unit:
        assert unit.cases.get(case_id) is not None
    with states[1].store.read() as unit:
        assert unit.cases.get(case_id) is None
    for state in states:
        close(state)


def test_the_default_database_is_made_on_first_use_in_the_instance_folder(tmp_path: Path):
    app = new_app(tmp_path, "fresh")
    Amends(app)
    assert not (tmp_path / "fresh").exists()
    with app.app_context():
        state = get_state()
    open_case(state)
    assert (tmp_path / "fresh" / "amends.sqlite3").exists()
    close(state)


def test_a_second_binding_is_refused(tmp_path: Path):
    app = new_app(tmp_path, "twice")
    amends = Amends(app)
    with pytest.raises(AmendsError, match="already bound"):
        amends.init_app(app)


def test_a_missing_binding_says_the_way_out(tmp_path: Path):
    with new_app(tmp_path, "none").app_context(), pytest.raises(AmendsError, match=r"call Amends\(app\)"):
        get_state()


def test_half_of_a_hosts_sqlalchemy_is_refused():
    with pytest.raises(AmendsError, match="both session= and engine="):
        Amends(engine=lambda: None)  # type: ignore[arg-type,return-value]


def test_wrong_settings_bind_nothing(tmp_path: Path):
    app = new_app(tmp_path, "wrong", AMENDS_CURRENCY="gold", AMENDS_WORKER="sometimes")
    with pytest.raises(SettingsError) as caught:
        Amends(app)
    assert len(caught.value.faults) == 2
    assert "amends" not in app.extensions


def test_an_unknown_kind_of_compensation_is_refused():
    with pytest.raises(AmendsError, match="full_refund"):
        Amends().compensation("money")


def test_signals_tell_of_what_is_committed(database_uri: str):
    shop = make_shop(database_uri, orders=[ORDER])
    told: list[tuple[str, str]] = []

    def opened(_app: Flask, *, case_id: str, reference_number: str) -> None:
        told.append((case_id, reference_number))

    with signals.dispute_opened.connected_to(opened, sender=shop.app):
        case_id = open_case(shop.state)
        with pytest.raises(RefusedError):
            open_case(
                shop.state, ClaimForm(email="a@b.c", reason=Reason.OTHER, ask=Remedy.OTHER, description=" ")
            )
    assert [one[0] for one in told] == [case_id]
    shop.close()


@pytest.fixture
def host(database_uri: str, tmp_path: Path) -> Iterator[tuple[Flask, SQLAlchemy]]:
    """A shop with Flask-SQLAlchemy that handed us its session and engine."""
    app = new_app(tmp_path, "host", SQLALCHEMY_DATABASE_URI=database_uri)
    db = SQLAlchemy(app)
    Amends(
        app,
        session=lambda: db.session,
        engine=lambda: db.engine,
        clock=FrozenClock(),
        files=MemoryFiles(),
        order_lookup=lambda number, email: ORDER,  # noqa: ARG005 - the port's signature
    )
    with app.app_context():
        migrate(get_state())
        db.session.execute(text("CREATE TABLE host_orders (number TEXT)"))
        db.session.commit()
        yield app, db
        db.session.remove()
        db.engine.dispose()


def test_library_calls_commit_and_roll_back_with_the_shop(host: tuple[Flask, SQLAlchemy]):
    _, db = host
    lost = flask_amends.open_claim(CLAIM)
    db.session.rollback()
    with pytest.raises(NotFound):
        flask_amends.get_dispute(lost.case_id)
    db.session.execute(text("INSERT INTO host_orders VALUES ('A-1')"))
    kept = flask_amends.open_claim(CLAIM)
    view = flask_amends.act(kept.case_id, c.AcceptClaim(actor=Actor.SHOP))
    flask_amends.record_order_event("A-1", "fulfilled")
    db.session.commit()
    assert view.dispute.status is Status.AWAITING_COMPENSATION
    assert flask_amends.get_dispute(kept.case_id).version == view.version
    assert db.session.scalar(text("SELECT COUNT(*) FROM host_orders")) == 1


def test_our_own_work_commits_without_the_shops_pending_rows(host: tuple[Flask, SQLAlchemy]):
    _, db = host
    state = get_state()
    case_id = open_case(state)
    agree(state, case_id)
    assert flask_amends.get_dispute(case_id).dispute.status is Status.AWAITING_COMPENSATION
    db.session.rollback()
    assert flask_amends.get_dispute(case_id).dispute.status is Status.AWAITING_COMPENSATION
