"""Components refuse what they do not know and name what they accept.

A misspelt input of a template would otherwise be silently ignored and seen, if at all, by a user.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from django.forms.utils import flatatt
from django.template import Library, TemplateSyntaxError
from django.template.base import Parser, Token
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

F = TypeVar("F", bound=Callable[..., Any])

HTMX = (
    "hx_get",
    "hx_post",
    "hx_target",
    "hx_swap",
    "hx_select",
    "hx_trigger",
    "hx_push_url",
    "hx_include",
    "hx_vals",
    "hx_indicator",
    "hx_sync",
)
"""htmx's attributes with underscores; `hx_on` and `js:` values are not among them (CSP)."""


class Components(Library):
    """A template library whose tags check the names of their inputs when a template is compiled."""

    def component(self, *, also: Iterable[str] = (), context: bool = False) -> Callable[[F], F]:
        """Register a tag without content; `also` names what its `**more` takes."""

        def register(function: F) -> F:
            self.simple_tag(function, takes_context=context or None)
            return self._checked(function, also)

        return register

    def block(self, *, also: Iterable[str] = (), context: bool = False) -> Callable[[F], F]:
        """Register a tag with content, closed by `end` and its name."""

        def register(function: F) -> F:
            end = f"end{function.__name__}"
            self.simple_block_tag(function, takes_context=context or None, end_name=end)
            return self._checked(function, also)

        return register

    def _checked(self, function: F, also: Iterable[str]) -> F:
        name, compiled = function.__name__, self.tags[function.__name__]
        accepted = [
            *(
                parameter.name
                for parameter in inspect.signature(function).parameters.values()
                if parameter.kind is not parameter.VAR_KEYWORD
                and parameter.name not in {"context", "content"}
            ),
            *also,
        ]

        def compile_checked(parser: Parser, token: Token) -> Any:
            for bit in token.split_contents()[1:]:
                key, sign, _ = bit.partition("=")
                if sign and key.isidentifier() and key not in accepted:
                    raise TemplateSyntaxError(
                        f"{{% {name} %}} does not know '{key}'; it accepts: {', '.join(accepted)}."
                    )
            return compiled(parser, token)

        self.tags[name] = compile_checked
        return function


def one_of(tag: str, name: str, value: Any, accepted: Collection[str]) -> str:
    """Return `value` as text when it is among `accepted`; refuse it with the accepted ones."""
    if str(value) not in accepted:
        raise TemplateSyntaxError(
            f"{{% {tag} %}} does not know {name}={value!r}; it accepts: "
            f"{', '.join(repr(known) for known in accepted)}."
        )
    return str(value)


def drawn(template: str, **facts: Any) -> SafeString:
    """Render a component's template with exactly these facts."""
    return SafeString(get_template(template).render(facts))


def trimmed(content: str) -> SafeString:
    """The content of a block tag without the spaces around it, still safe; empty when nothing."""
    return mark_safe(content.strip())  # noqa: S308 - what a template's own nodes have rendered


def attributes(**more: Any) -> SafeString:
    """HTML attributes out of keyword arguments: underscores become hyphens, empty ones are left out.

    True stands for a bare attribute (`disabled`).
    """
    return flatatt(
        {
            name.rstrip("_").replace("_", "-"): value
            for name, value in more.items()
            if value is not None and value is not False and value != ""
        }
    )
