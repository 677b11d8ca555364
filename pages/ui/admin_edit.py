"""Edit numbers of a version of the framework, see what that does, save it as a new version."""

import streamlit as st

from metrics.framework import FrameworkError
from metrics.store.office import FrameworkVersion
from pages import cached
from pages.ui.admin_effect import effect
from pages.ui.admin_numbers import numbers_editor
from pages.ui.admin_save import save_form


def edit(key: cached.Edition, base: FrameworkVersion) -> None:
    """The table of numbers; once one is changed, the effect and the form to save it."""
    framework = cached.store().office.framework(base.id)
    changes = numbers_editor(framework, base)
    if not changes:
        st.info("在表里改数，下面就会显示对得分和名次的影响；保存以前什么都不会变。")
        return
    try:
        draft = cached.store().office.preview_framework(base.id, changes, "草稿")
    except FrameworkError as error:
        st.error(str(error))
        return
    effect(key, framework, draft)
    save_form(key, base, changes)
