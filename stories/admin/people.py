"""Who is asking, as the workflow knows people."""

from django.http import HttpRequest

from stories.people import Person


def person(request: HttpRequest) -> Person:
    """The person behind a request; the admin lets nobody in who is not one."""
    if not isinstance(request.user, Person):
        raise TypeError("An anonymous request reached the desk.")
    return request.user
