"""In which language the command speaks."""

import pytest

from wengang.cli.language import language


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LANG": "POSIX"}, "zh"),
        ([], {"LANG": "zh_CN.GB18030"}, "zh"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "de_DE@euro"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        (["decide", "--lang", "en"], {}, "en"),
        (["decide", "--lang=zh"], {"LANG": "en_US"}, "zh"),
        (["decide", "--lang", "fr"], {}, "zh"),
        (["decide", "--lang"], {}, "zh"),
    ],
)
def test_the_option_then_the_locale_then_chinese(arguments, environment, expected):
    """--lang wins over LC_ALL, which wins over LANG; no locale is Chinese, a foreign one English."""
    assert language(arguments, environment) == expected
