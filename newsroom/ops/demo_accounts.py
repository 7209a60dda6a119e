"""The people of the demo newsroom, one for each role, with one password for all of them."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from newsroom.accounts.models import User
from newsroom.ops.secrets import kept_secret

PASSWORD_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Name to sign in with, role, and the name as it appears in public."""

    username: str
    role: str
    byline: str


PEOPLE: Final = (
    DemoPerson("reporter", "reporter", "Mara Lind"),
    DemoPerson("editor", "editor", "Tomas Okele"),
    DemoPerson("duty", "duty editor", "Joan Petrides"),
    DemoPerson("legal", "legal", "Hana Brück"),
    DemoPerson("sources", "publisher desk", "Anton Vey"),
    DemoPerson("partners", "partner manager", "Lise Maram"),
    DemoPerson("admin", "administrator", "Ravi Stenholm"),
)


def demo_password() -> str:
    """The password of the demo accounts: the one that was set, else one made up once and kept.

    Raises OSError when it can be neither read nor kept.
    """
    given: str = settings.DEMO_PASSWORD
    return given or kept_secret(settings.VAR_DIR / "demo-password", length=PASSWORD_LENGTH)


@transaction.atomic
def ensure_people(password: str) -> dict[str, User]:
    """The demo accounts by user name, made where they are missing, with this password.

    Raises Group.DoesNotExist before the roles have been migrated.
    """
    known = {user.username: user for user in User.objects.filter(username__in=[p.username for p in PEOPLE])}
    if all(person.username in known for person in PEOPLE) and known["reporter"].check_password(password):
        return known
    encoded = make_password(password)  # once for all: hashing is slow on purpose
    for person in PEOPLE:
        known[person.username] = _ensure(person, encoded)
    return known


def _ensure(person: DemoPerson, encoded: str) -> User:
    user, _ = User.objects.update_or_create(
        username=person.username,
        defaults={"password": encoded},
        create_defaults={
            "password": encoded,
            "byline": person.byline,
            "email": f"{person.username}@newsroom.example",
            "is_staff": True,
        },
    )
    user.groups.add(Group.objects.get(name=person.role))
    return user
