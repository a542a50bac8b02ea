"""The tables: the ledger's rows, the texts kept outside its chain, accounts, the server's secret.

Only `store`, `find` and `signin` import this. The triggers of `guard` stand over the first two; a
migration never alters them, since Django's SQLite would rebuild the table without its triggers.
"""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models


class LedgerRow(models.Model):
    """One entry: the exact text that was hashed, and columns by which it is found."""

    seq = models.IntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    at = models.CharField(max_length=27)
    person = models.CharField(max_length=20)
    participant = models.CharField(max_length=40, null=True)  # noqa: DJ001 - NULL: of nobody
    visit = models.CharField(max_length=80, null=True)  # noqa: DJ001
    form = models.CharField(max_length=80, null=True)  # noqa: DJ001
    repeat = models.IntegerField(null=True)
    form_version = models.IntegerField(null=True)
    hash = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        db_table = "ledger"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participant", "visit", "form", "repeat", "form_version"],
                name="ledger_one_of_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


class LedgerText(models.Model):
    """A text that an entry only commits to; NULL once a redaction emptied it."""

    commitment = models.CharField(max_length=64, primary_key=True)
    seq = models.IntegerField()
    salt = models.CharField(max_length=64, null=True)  # noqa: DJ001 - NULL: redacted
    text = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        db_table = "ledger_text"
        indexes: ClassVar = [models.Index(fields=["seq"], name="ledger_text_seq")]

    def __str__(self) -> str:
        return self.commitment


def fold_username(username: str) -> str:
    """The one form of a username: compatibility characters and case do not tell two apart."""
    return unicodedata.normalize("NFKC", username).casefold()


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts whatever the case in which the username was typed."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=fold_username(username or ""))


class Account(AbstractBaseUser):
    """How a person of the ledger signs in. Name and role stand in the ledger alone."""

    person = models.CharField(max_length=20, primary_key=True)
    username = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    last_login = None
    """Signing in writes no more than its session."""

    objects = AccountManager()

    USERNAME_FIELD = "username"

    class Meta:
        db_table = "account"

    def __str__(self) -> str:
        return self.username

    def check_password(self, raw_password: str | None) -> bool:
        """True for the right one. The stored hash is never renewed on the way: an entry says it."""
        return check_password(raw_password, self.password)

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return fold_username(username)


class Secret(models.Model):
    """The key that signs sessions, made once; beside the data, so that it is never in a file."""

    name = models.CharField(max_length=20, primary_key=True)
    value = models.CharField(max_length=128)

    class Meta:
        db_table = "secret"

    def __str__(self) -> str:
        return self.name
