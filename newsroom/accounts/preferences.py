"""What people may change about themselves: the name that colleagues see, and the clock they live by."""

from django.db import transaction

from newsroom.accounts.models import User


@transaction.atomic
def set_preferences(*, by: User, byline: str, time_zone: str) -> User:
    """Keep somebody's own display name and time zone.

    Raises:
        ValidationError: a name that is too long or no name of a time zone.
    """
    person = User.objects.select_for_update().get(pk=by.pk)
    person.byline = " ".join(byline.split())
    person.time_zone = time_zone
    person.clean_fields(exclude={field.name for field in User._meta.fields} - {"byline", "time_zone"})
    person.save(update_fields=("byline", "time_zone"))
    return person


def zones_by_region(names: set[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones of the world as choices, by region; what belongs to no region stands first."""
    regions: dict[str, list[tuple[str, str]]] = {"Everywhere": [("UTC", "UTC")]}
    for name in sorted(names):
        region, _, place = name.partition("/")
        if place and region not in {"Etc", "SystemV"}:
            shown = f"{place.replace('_', ' ').replace('/', ', ')} – {region}"
            regions.setdefault(region, []).append((name, shown))
    return list(regions.items())
