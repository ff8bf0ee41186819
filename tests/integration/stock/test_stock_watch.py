"""People who wait, and the watch over days and checks (A2, A6)."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from flask_amends.errors import InvalidInput, LimitReached, NotFound
from flask_amends.guards.stock import Watch
from flask_amends.service import privacy, stock, stock_dates, stock_waiting, stock_watch
from flask_amends.testing import Shop
from tests.integration.cases import subscribe
from tests.integration.stock.conftest import OLA, Post
