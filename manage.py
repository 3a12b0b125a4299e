#!/usr/bin/env python3
"""Django's command line for 整改台账."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rectify.settings")
    execute_from_command_line(sys.argv)
