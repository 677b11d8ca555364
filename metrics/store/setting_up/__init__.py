"""Setting a county up in its database: the workbook applied, templates and ways in handed out."""

from metrics.store.setting_up.handing_out import invite_all, template_name, templates_zip
from metrics.store.setting_up.workbook import SetupDone, SetupPlan, apply_setup, plan_setup

__all__ = [
    "SetupDone",
    "SetupPlan",
    "apply_setup",
    "invite_all",
    "plan_setup",
    "template_name",
    "templates_zip",
]
