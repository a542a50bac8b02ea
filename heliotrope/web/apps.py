"""The one Django app: its name in, its tables' prefix out."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app `heliotrope`, as migrations and the user model name it."""

    name = "heliotrope.web"
    label = "heliotrope"
    default_auto_field = "django.db.models.BigAutoField"
