"""Accounts, one to one with a person of org; sign-in sessions, slips, failed tries, tokens. Secrets are kept as digests only."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from luoshi.kernel.org.models import Person


class Account(AbstractBaseUser):
    """What a person signs in with. The staff number stands at the person; no time of last sign-in is kept."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    last_login = None
    set_at = models.DateTimeField(null=True)
    must_change = models.BooleanField(default=False)

    USERNAME_FIELD = "person"
    REQUIRED_FIELDS = []

    class Meta:
        db_table = "account"


class SignIn(models.Model):
    """One signed-in browser, by the digest of its cookie; deleting the row signs it out.

    `risk` decides how long it may rest and last; `shown_at` is when its person last showed who it is. No address is kept.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    since = models.DateTimeField()
    until = models.DateTimeField()
    risk = models.CharField(max_length=8, default="phone")
    how = models.CharField(max_length=12, default="password")
    device = models.CharField(max_length=12, default="")
    seen_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "account_sign_in"


class Slip(models.Model):
    """A one-time code, printed on paper, with which its person sets a password."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="slips")
    code_digest = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "account_slip"


class Tries(models.Model):
    """How often a sign-in failed under one staff number or from one address, by its keyed digest; swept when it no longer counts."""

    key_digest = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="tries")
    since = models.DateTimeField()
    failed = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "account_tries"


class PastPassword(models.Model):
    """A password this account has had, as its slow digest: it may not be chosen again."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128, db_column="digest")
    since = models.DateTimeField()

    class Meta:
        db_table = "account_past_password"


class Token(models.Model):
    """With what a program reads on behalf of its account: for these scopes, until this day."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60, db_column="label")
    token_digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "account_token"


from luoshi.web.accounts.second_tables import Passkey, RecoveryCode, Spent, Totp  # noqa: E402

__all__ = ["Account", "Passkey", "PastPassword", "RecoveryCode", "SignIn", "Slip", "Spent", "Token", "Totp", "Tries"]
