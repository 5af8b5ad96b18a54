"""Exercises in the authors' menu: their screens are ours, under the same address."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def exercises_menu_item() -> MenuItem:
    return MenuItem(_("Exercises"), reverse("author_list"), icon_name="edit", order=200)
