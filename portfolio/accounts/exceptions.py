"""What can be wrong with an account.

AccountError
├ UnknownUser(username)
├ UsernameTaken(username)
├ LastAdmin(username)       nobody would be left who may manage users
└ AccountBusy(username)     others kept changing it
Throttled(seconds)          429: there were too many attempts
PasswordsBusy               503: as many passwords as this process has room for are being checked
"""

from __future__ import annotations


class AccountError(Exception):
    """Something about one account; the message is a sentence for whoever manages it."""

    def __init__(self, username: str, why: str) -> None:
        super().__init__(why)
        self.username = username


class UnknownUser(AccountError):
    """There is no account of this name."""

    def __init__(self, username: str) -> None:
        super().__init__(username, f"There is no account named {username}.")


class UsernameTaken(AccountError):
    """Another account has this name, be it active or not."""

    def __init__(self, username: str) -> None:
        super().__init__(username, f"There is an account named {username} already.")


class LastAdmin(AccountError):
    """The only active admin cannot be demoted or deactivated."""

    def __init__(self, username: str) -> None:
        super().__init__(
            username, f"{username} is the only active admin: without one, nobody could manage users any more."
        )


class AccountBusy(AccountError):
    """It was changed by others each time that it was read."""

    def __init__(self, username: str) -> None:
        super().__init__(username, f"Others are changing {username} at this moment. Please try again.")


class Throttled(Exception):
    """An attempt that came too early; the next one may be made after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many attempts: wait {seconds} s")
        self.seconds = seconds


class PasswordsBusy(Exception):
    """This process checks as many passwords as it has room for."""
