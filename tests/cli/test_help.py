"""Help: every command has one, with an example that the command understands."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from duckeval.cli.app import Command, Group
from duckeval.cli.commands import duckeval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Answer


def commands(
    group: click.Group = duckeval, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def found(path: tuple[str, ...]) -> click.Command:
    command: click.Command = duckeval
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help_with_an_example(
    call: Callable[..., Answer], path: tuple[str, ...], flag: str
) -> None:
    answer = call(*path, flag)
    assert answer.code == 0
    assert answer.err == ""
    assert "Example:\n  duckeval " in answer.out
    assert max(len(line) for line in answer.out.splitlines()) <= 100


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_option_says_what_it_does(path: tuple[str, ...]) -> None:
    command = found(path)
    assert isinstance(command, Command | Group)
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def examples() -> Iterator[str]:
    for path in commands():
        command = found(path)
        assert isinstance(command, Command | Group)
        yield from (line.strip() for line in command.example.strip().splitlines())


@pytest.mark.parametrize("line", list(dict.fromkeys(examples())))
def test_every_example_can_be_parsed(line: str) -> None:
    program, *arguments = shlex.split(line)
    assert program == "duckeval"
    context = duckeval.make_context("duckeval", list(arguments))
    command: click.Command = duckeval
    rest = list(arguments)
    while isinstance(command, click.Group):
        command = command.commands[rest.pop(0)]
    command.make_context(command.name, rest, parent=context)


def test_without_a_command_the_help_is_shown(call: Callable[..., Answer]) -> None:
    answer = call()
    assert answer.code == 2
    assert answer.out == ""
    assert "Commands:" in answer.err


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        ("duckeval su", 1, {"summary"}),
        ("duckeval load pre", 2, {"predictions"}),
        ("duckeval summary --proto", 2, {"--protocol"}),
        ("duckeval summary --protocol c", 3, {"closest", "coco"}),
    ],
)
def test_the_shell_completes_commands_options_and_values(
    words: str, place: int, expected: set[str]
) -> None:
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(place), "_DUCKEVAL_COMPLETE": "bash_complete"}
    answer = subprocess.run(
        [sys.executable, "-m", "duckeval"],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {line.partition(",")[2] for line in answer.stdout.splitlines()} == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_the_shell_is_printed(shell: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "duckeval"],
        env={**os.environ, "_DUCKEVAL_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_DUCKEVAL_COMPLETE" in answer.stdout
