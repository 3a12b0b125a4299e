"""When a password is not even looked at for a while, however right it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_credentials, get_failure_limit
from django.contrib.auth import authenticate
from django.db.models import Sum
from django.http import HttpRequest

from rectify.kernel import clock
from rectify.people.models import Person
from rectify.trail.acts import Act
from rectify.trail.queries import came_from
from rectify.web.guards import address_of

_ANYWHERE = 4
_KNOWN_FOR = timedelta(days=30)


class AccountLockout(AxesDatabaseHandler):
    """Counts failures of one account: whole from the same address, a quarter from anywhere.

    With a limit of five, one address is refused after five failures, and an account that is guessed
    from many addresses after twenty, while its colleagues behind the same gateway still get in. So
    does its owner from where he has signed in lately: what strangers do elsewhere shuts nobody out
    of his own office.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures that count for this attempt; compared by axes with AXES_FAILURE_LIMIT."""
        # The order is that of AXES_LOCKOUT_PARAMETERS: account with address, account alone.
        here, anywhere = (
            attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        shared = anywhere // _ANYWHERE
        if shared > here and shared >= get_failure_limit(request, credentials):
            return here if _at_home(request, (credentials or {}).get("username")) else shared
        return max(here, shared)


def own_password(request: HttpRequest, person: Person, password: str) -> bool:
    """Whether this is the signed-in person's password, guessed no oftener than when signing in."""
    return authenticate(request, username=person.username, password=password) is not None


def refused_for_now(request: HttpRequest) -> bool:
    """True when passwords for this account are not looked at for a while, from this attempt on."""
    return bool(getattr(request, "axes_locked_out", False))


def was_counted(request: HttpRequest) -> bool:
    """True when this attempt itself failed, and not for those that had failed before it."""
    return getattr(request, "axes_failures_since_start", None) is not None


def forget_failures(request: HttpRequest, person: Person) -> None:
    """After the right password nothing that failed before it counts."""
    handler = AxesProxyHandler.get_implementation()
    handler.reset_user_attempts(request, get_credentials(person.username))


def _at_home(request: HttpRequest, username: str | None) -> bool:
    """Whether the account has been signed in to from this address lately."""
    person = Person.objects.filter(username=username).first() if username else None
    since = clock.now() - _KNOWN_FOR
    return person is not None and came_from(person, Act.SIGNED_IN, address_of(request), since)
