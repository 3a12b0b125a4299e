"""What can be allowed, one word for each; a role is a list of these."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may do over the rows his role reaches."""

    READ_CASE = "read_case"
    EDIT_LEDGER = "edit_ledger"
    WRITE_PROGRESS = "write_progress"
    SUBMIT = "submit"
    REVIEW_DEPARTMENT = "review_department"
    REVIEW_UNIT = "review_unit"
    REVIEW_LED = "review_led"
    REVIEW_OFFICE = "review_office"
    REVIEW_SECRETARY = "review_secretary"
    REVIEW_SUPERVISOR = "review_supervisor"
    CLOSE_ISSUE = "close_issue"
    REOPEN_ISSUE = "reopen_issue"
    DRAFT_REPORT = "draft_report"
    EXPORT = "export"
    CLAIM = "claim"
    DECIDE_EXTENSION = "decide_extension"
    INSTRUCT = "instruct"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_GRANTS = "manage_grants"
    READ_TRAIL = "read_trail"


ADMINISTRATION = frozenset(
    {Permission.MANAGE_ACCOUNTS, Permission.MANAGE_GRANTS, Permission.READ_TRAIL}
)

READING = ADMINISTRATION | {Permission.READ_CASE, Permission.EXPORT}
"""What changes no case row; every other permission ends with the round's archiving."""
