"""汇报模式: the sequence of pages that is shown in a meeting; the office arranges it."""

from pages.account import has_act
from pages.ui.present import arrange, sequence_view
from pages.ui.shared import only_for, say_result, title_line

account = only_for(__file__)
title_line("汇报模式", "按顺序放大显示几个页面，左右方向键翻页，Esc 退出。")
say_result("present")
sequence_view()
if has_act(account, "edit-briefing"):
    arrange(account)
