"""The session's own servers and browser are real, empty, and gone afterwards."""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page

from tests.services import postgresql
from tests.services import redis as redis_service
from tests.services.processes import MissingPartError, answers, program


def test_postgresql_is_a_real_one_of_our_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connected:
        row = connected.execute("select current_setting('server_version_num')::int").fetchone()
    assert row
    assert row[0] >= 150000


def test_postgresql_is_gone_after_its_session() -> None:
    with postgresql.running() as url:
        port = urlsplit(url).port or 0
        assert answers(port)
    assert not answers(port)


def test_redis_is_a_real_one_of_our_own(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    assert client.ping()
    assert client.dbsize() == 0


def test_redis_is_gone_after_its_session() -> None:
    with redis_service.running() as url:
        port = urlsplit(url).port or 0
        assert answers(port)
    assert not answers(port)


def test_a_missing_part_is_a_sentence_and_no_skip() -> None:
    with pytest.raises(MissingPartError, match=r"找不到 no-such-server：请先运行一次 \./run test"):
        program("no-such-server")


def test_the_browser_draws_chinese_with_a_chinese_face(page: Page) -> None:
    page.set_content("<html lang='zh-CN'><body><p style='font-family: sans-serif'>整改台账</p>")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    found = session.send("DOM.querySelector", {"nodeId": root, "selector": "p"})
    faces = session.send("CSS.getPlatformFontsForNode", {"nodeId": found["nodeId"]})["fonts"]
    assert [face["familyName"] for face in faces] == ["Noto Sans CJK SC"]


def test_a_telephone_is_narrow_and_touched(phone: Page) -> None:
    assert phone.viewport_size == {"width": 390, "height": 844}
    assert phone.evaluate("navigator.maxTouchPoints") > 0


@pytest.mark.django_db
def test_the_database_of_this_run_is_the_one_it_was_started_with() -> None:
    wanted = "postgresql" if "postgresql" in settings.DATABASES["default"]["ENGINE"] else "sqlite"
    assert connection.vendor == wanted


@pytest.mark.django_db
def test_sqlite_waits_for_other_writers_instead_of_failing() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("pragma journal_mode").fetchone() == ("wal",)
            assert cursor.execute("pragma busy_timeout").fetchone() == (20_000,)
        assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]
