"""Typed readers of the environment variables: what may be set, and the sentence for a bad value.

`settings` asks here and nowhere else. A variable that is unset or empty takes its default; a bad
one stops the programme at once with one sentence that names it, before anything is served.
"""

from __future__ import annotations

import os
import secrets
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
_DATABASES = ("sqlite", "postgres", "postgresql")
_BROKERS = ("redis", "rediss")
_MAILS = ("smtp", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "dummymail")
_SECRET_LENGTH = 32


class BadSetting(SystemExit):
    """A variable that cannot be used: the programme ends with status 1 and this sentence.

    It is a `SystemExit`, so without a traceback, so that every way in (manage.py, the web server, the worker) ends
    alike.
    """

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"环境变量 {name} 有误：{sentence}")
        self.name = name


def read_file(path: Path) -> None:
    """Take `NAME=value` lines of `path` for variables that are not set yet; no file is no error."""
    if path.is_file():
        environ.Env.read_env(path, overwrite=False)


def text(name: str, default: str = "") -> str:
    """The trimmed value of `name`, or `default` when unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no: 1/0, true/false, yes/no, on/off, in any case."""
    value = text(name).lower()
    if not value:
        return default
    if value not in _TRUE | _FALSE:
        raise BadSetting(name, f"“{value}”不是有效的开关值，请填写 1（开启）或 0（关闭）。")
    return value in _TRUE


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """An integer between `least` and `most`."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise BadSetting(name, f"“{value}”无效，请填写 {least} 到 {most} 之间的整数。")
    return int(value)


def hosts(name: str, default: list[str]) -> list[str]:
    """Host names split at commas; a full address instead of a name is refused."""
    values = _split(text(name)) or default
    for value in values:
        if "/" in value or " " in value:
            raise BadSetting(
                name, f"“{value}”应只写主机名或 IP，不带 http:// 和路径，多个之间用英文逗号隔开。"
            )
    return values


def origins(name: str) -> list[str]:
    """Origins (`https://host[:port]`) split at commas."""
    values = _split(text(name))
    for value in values:
        parts = _parts(name, value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
            raise BadSetting(
                name, f"“{value}”应写成 https://主机名 的形式，多个之间用英文逗号隔开。"
            )
    return values


def folder(name: str, default: Path) -> Path:
    """A folder that this account can write to; made, for this account alone, if absent.

    A relative one is meant from where the default lies, wherever the command was typed.
    """
    path = default.parent / Path(text(name) or default).expanduser()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            name, f"无法建立目录 {path}（{error.strerror}），请换一个目录。"
        ) from error
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise BadSetting(name, f"当前账号不能读写目录 {path}，请调整目录权限或换一个目录。")
    return path


def database(name: str, default: str) -> dict[str, Any]:
    """Django's description of the database behind an address; SQLite and PostgreSQL only."""
    value = text(name, default)
    parts = _parts(name, value, "postgresql://用户名:密码@主机:5432/库名")
    if parts.scheme not in _DATABASES or not parts.path.strip("/"):
        raise BadSetting(
            name, "请写成 postgresql://用户名:密码@主机:5432/库名，或 sqlite:////绝对路径/库文件。"
        )
    described: dict[str, Any] = dict(environ.Env.db_url_config(value))
    return described


def broker(name: str) -> str:
    """The address of a Redis, or "" when none is set."""
    value = text(name)
    if not value:
        return ""
    example = "redis://主机:6379/0"
    parts = _parts(name, value, example)
    if parts.scheme not in _BROKERS or not parts.hostname:
        raise BadSetting(name, f"请写成 {example}，不使用 Redis 时留空。")
    return value


def mail(name: str) -> dict[str, Any]:
    """Django's EMAIL_ settings behind an address; unset means that no letter leaves the machine."""
    value = text(name, "dummymail://")
    example = "smtp+tls://用户名:密码@主机:587"
    if _parts(name, value, example).scheme not in _MAILS:
        raise BadSetting(name, f"请写成 {example}，不发送邮件时留空。")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        described: dict[str, Any] = dict(environ.Env.email_url_config(value))
    return described


def secret(name: str, kept_in: Path) -> str:
    """The signing key: given, or made at the first start and kept where only this account reads."""
    value = text(name)
    if value:
        if len(value) < _SECRET_LENGTH:
            raise BadSetting(name, f"太短，至少需要 {_SECRET_LENGTH} 个字符；留空则自动生成。")
        return value
    try:
        # O_EXCL: web server and worker may start at the same moment, one of them makes the key.
        handle = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept(name, kept_in)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return _kept(name, kept_in)


def _kept(name: str, path: Path) -> str:
    try:
        value = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(name, f"未设置，且密钥文件 {path} 无法读取，请检查该文件。") from error
    if len(value) < _SECRET_LENGTH:
        raise BadSetting(name, f"未设置，且密钥文件 {path} 内容不完整，请删除该文件后重新启动。")
    return value


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _parts(name: str, value: str, example: str = "https://主机名") -> SplitResult:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 — reading it is what checks it
    except ValueError as error:
        raise BadSetting(name, f"不是有效的地址，请写成 {example}。") from error
    return parts
