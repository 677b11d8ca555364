"""What only a province installs: used where it is there, asked for in a sentence where it is not."""

import math

import pytest

from metrics.province import ProvinceError
from metrics.province.optional import optional


def test_a_package_that_is_there_is_used():
    assert optional("math", "算数") is math


def test_a_missing_one_is_asked_for_with_what_to_do_instead():
    with pytest.raises(ProvinceError, match=r"没有装查行的组件。请执行 .*requirements-province\.txt。$"):
        optional("no_such_package_here", "查行")
    with pytest.raises(ProvinceError, match=r"，或在一台机器上算。$"):
        optional("no_such_package_here", "多机计算", "或在一台机器上算")
