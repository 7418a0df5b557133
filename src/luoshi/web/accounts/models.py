"""Accounts, one to one with a person of org; sign-in sessions; activation slips. Secrets are kept as digests only."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from luoshi.kernel.org.models import Person


class Account(AbstractBaseUser):
    """What a person signs in with. The staff number stands at the person; no time of last sign-in is kept."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    last_login = None

    USERNAME_FIELD = "person"
    REQUIRED_FIELDS = []

    class Meta:
        db_table = "account"


class SignIn(models.Model):
    """One signed-in browser, by the digest of its cookie; deleting the row signs it out."""

    token_digest = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    since = models.DateTimeField()
    until = models.DateTimeField()

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
