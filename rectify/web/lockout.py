"""When sign-in is refused for a while, however right the password is."""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.db.models import Sum
from django.http import HttpRequest

_ANYWHERE = 4


class AccountLockout(AxesDatabaseHandler):
    """Counts failures of one account: whole from the same address, a quarter from anywhere.

    With a limit of five, one address is refused after five failures, and an account that is guessed
    from many addresses after twenty, while its colleagues behind the same gateway still get in.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures that count for this attempt; compared by axes with AXES_FAILURE_LIMIT."""
        # The order is that of AXES_LOCKOUT_PARAMETERS: account with address, account alone.
        here, anywhere = (
            attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(here, anywhere // _ANYWHERE)
