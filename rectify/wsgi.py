"""What the web server serves."""

import os

from django.core.wsgi import get_wsgi_application

from rectify.web.readable import with_readable_type

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rectify.settings")

application = with_readable_type(get_wsgi_application())
