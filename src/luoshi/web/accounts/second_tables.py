"""Second ways to show who one is: a phone's codes, codes on paper, passkeys, and what has been used up. One to many with an account."""

from django.db import models
from django.db.models import Q


class Totp(models.Model):
    """What a phone makes its six digits from, sealed with the installation's key; it holds once a first code was right.

    `last_step` is the half minute of the last code taken: no code of it or before is taken again.
    """

    account = models.OneToOneField("accounts.Account", on_delete=models.CASCADE, related_name="totp")
    sealed = models.TextField()
    since = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        db_table = "account_totp"


class RecoveryCode(models.Model):
    """A code on paper for the day the phone is lost, by its keyed digest; good once."""

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="recovery_codes")
    code_digest = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "account_recovery_code"


class Passkey(models.Model):
    """A key that a phone or a computer keeps and never gives away: here only its public half. No time of last use is kept."""

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60, db_column="label")
    credential_digest = models.CharField(max_length=64, unique=True)
    public_key = models.TextField()
    signs = models.BigIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        db_table = "account_passkey"
        constraints = [models.CheckConstraint(condition=Q(signs__gte=0), name="account_passkey_signs")]


class Spent(models.Model):
    """What was good once and has been used: challenges and states of a way in, by digest, until they would be over anyway."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    class Meta:
        db_table = "account_spent"
