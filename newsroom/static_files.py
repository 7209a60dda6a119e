"""Static files under names made of their content, so that no browser mixes two versions of our scripts."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedFiles(ManifestStaticFilesStorage):
    """Django's own, which also gives a script the hashed names of the modules that it imports."""

    support_js_module_import_aggregation = True
