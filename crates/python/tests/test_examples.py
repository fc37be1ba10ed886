"""The examples of the docstrings and of README.md do what they say."""

import doctest
import re

import chancery
from conftest import ROOT


def test_docstrings(register_path, monkeypatch):
    monkeypatch.chdir(register_path.parent)
    result = doctest.testmod(chancery, optionflags=doctest.IGNORE_EXCEPTION_DETAIL | doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 12 and result.failed == 0


def test_readme(register_path, monkeypatch):
    """The session in Python that README.md shows, with the register of the samples."""
    monkeypatch.chdir(register_path.parent)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (session,) = re.findall(r"```pycon\n(.*?)```", readme, flags=re.DOTALL)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    test = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    runner.run(test)
    assert runner.tries > 3 and runner.failures == 0
