"""The web application for a WSGI server: public pages from files, the rest from Django."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from newsroom.site.serving import PublicSite
from newsroom.site.storage import SiteFolder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = PublicSite(get_wsgi_application(), SiteFolder(settings.SITE_ROOT))
