"""Every record that a template reads, under one name for the examples."""

# ruff: noqa: F403
from heliotrope.web.pages.views.acts import *
from heliotrope.web.pages.views.door import *
from heliotrope.web.pages.views.errors import *
from heliotrope.web.pages.views.evaluation import *
from heliotrope.web.pages.views.forms import *
from heliotrope.web.pages.views.history import *
from heliotrope.web.pages.views.panel import *
from heliotrope.web.pages.views.participants import *
from heliotrope.web.pages.views.parts import *
from heliotrope.web.pages.views.running import *
from heliotrope.web.pages.views.study import *
from heliotrope.web.pages.views.templates import *
from heliotrope.web.pages.views.told import *
