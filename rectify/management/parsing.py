"""argparse in Chinese: the frame of `--help`, and what is wrong with a command line in one sentence."""

from __future__ import annotations

import re
import shutil
import unicodedata
from argparse import SUPPRESS
from collections.abc import Iterator
from typing import Any, NoReturn

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    DjangoHelpFormatter,
)

WRONG_USAGE = 2

_SENTENCES = (
    (r"the following arguments are required: (.+)", "缺少参数：{0}。"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}。"),
    (
        r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        "{0}不能是“{1}”，可选：{2}。",
    ),
    (r"argument (.+?): invalid int value: '(.*)'", "{0}须为整数，不能是“{1}”。"),
    (r"argument (.+?): invalid .* value: '(.*)'", "{0}的值“{1}”无效。"),
    (r"argument (.+?): expected (?:one|at least one) argument", "{0}之后缺少值。"),
    (r"argument (.+?): not allowed with argument (.+)", "{0}与{1}不能同时使用。"),
    (r"argument (.+?): ignored explicit argument '(.*)'", "{0}不带值，请去掉“{1}”。"),
    (r"ambiguous option: (.+?) could match (.+)", "{0}有多种可能：{1}，请写全。"),
    (r"argument (.+?): (.+)", "{0}：{1}。"),
)
"""What argparse says, and how we say it; the last one is our own words about a value."""


class ChineseParser(CommandParser):
    """Refuses a command line with status 2 and one sentence."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the explanation is."""
        sentence = f"{in_chinese(message)}用 --help 查看用法。"
        if not self.called_from_command_line:
            raise CommandError(sentence, returncode=WRONG_USAGE)
        self.exit(WRONG_USAGE, f"{sentence}\n")


class ChineseFormatter(DjangoHelpFormatter):
    """Help whose lines end where a terminal's do: a Chinese character takes two columns."""

    def __init__(self, prog: str) -> None:
        # argparse counts characters where its own prefix is in Latin letters.
        super().__init__(prog, width=shutil.get_terminal_size().columns - 6)

    def add_usage(self, usage: Any, actions: Any, *args: Any, **kwargs: Any) -> None:
        """The line that shows how the command is written."""
        groups = args[0] if args else kwargs["groups"]
        super().add_usage(usage, actions, groups, "用法：")

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(lines_of(text, width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in lines_of(text, width - len(indent)))


class ChineseCommand(BaseCommand):
    """A command that explains itself in Chinese and leaves out Django's own options."""

    suppressed_base_arguments = {  # noqa: RUF012 - Django's own shape
        *("--version", "--verbosity", "--settings", "--pythonpath", "--traceback"),
        *("--no-color", "--force-color", "--skip-checks"),
    }

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The parser with our words around the command's own."""
        facts: dict[str, Any] = {"formatter_class": ChineseFormatter, "add_help": False}
        parser = super().create_parser(prog_name, subcommand, **facts, **kwargs)
        parser.__class__ = ChineseParser
        parser.add_argument("-h", "--help", action="help", help="显示本说明后退出")
        parser._positionals.title, parser._optionals.title = "参数", "选项"
        for action in parser._actions:
            if "--skip-checks" in action.option_strings:
                action.help = SUPPRESS
        return parser


def in_chinese(message: str) -> str:
    """What argparse says as a Chinese sentence."""
    for pattern, sentence in _SENTENCES:
        found = re.fullmatch(pattern, message, re.S)
        if found:
            words = sentence.format(*(part.replace("'", "") for part in found.groups()))
            return words.replace(", ", "、").replace("。。", "。")
    return f"命令行有误（{message}）。"


def lines_of(text: str, width: int) -> Iterator[str]:
    """`text` in lines of at most `width` columns; words in Latin letters stay whole.

    A closing mark may stand in the last two columns, for it begins no line.
    """
    line = ""
    for piece in re.findall(r"[!-~]+|.", " ".join(text.split())):
        if line and columns(line) + columns(piece) > width - 2 and piece not in "，。；：、）”":
            yield line.rstrip()
            line = "" if piece == " " else piece
        else:
            line += piece
    if line.strip():
        yield line.rstrip()


def columns(words: str) -> int:
    """Columns that `words` take on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)
