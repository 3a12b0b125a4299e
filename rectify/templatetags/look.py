"""`{% load look %}`: every component, gathered from its family."""

from __future__ import annotations

from django.template import Library

from rectify.templatetags.parts import blocks, controls, fields, tables

register = Library()
for _family in (controls, fields, blocks, tables):
    register.tags.update(_family.register.tags)
