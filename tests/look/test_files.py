"""The files behind the look: what old browsers cannot read, what the CSP forbids, what was vendored."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.template.loader import get_template

from rectify.templatetags.look import register

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
STYLES = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
PAGES = sorted(TEMPLATES.rglob("*.html"))

# What Chromium 88 does not know, or 80 does not and the page would break without.
NEW_CSS = {
    r":has\(": ":has",
    r":is\(|:where\(": ":is, :where",
    r"@layer\b": "@layer",
    r"@container\b": "@container",
    r"@scope\b": "@scope",
    r"color-mix\(": "color-mix",
    r"\boklch\(|\boklab\(": "oklch",
    r"\blight-dark\(": "light-dark",
    r"(?<![-\w])(?:row-|column-)?gap\s*:": "gap (in flex; grids take grid-gap)",
    r"(?<![-\w])inset\s*:": "inset",
    r"(?:margin|padding|inset)-(?:inline|block)\s*:": "logical shorthands",
    r"aspect-ratio": "aspect-ratio",
    r"\d(?:d|s|l)v[hw]\b": "dvh",
    r"\(\s*(?:width|height)\s*[<>]": "media ranges",
    r"text-wrap": "text-wrap",
    r"^\s*&": "nesting",
    r"overflow\s*:\s*clip": "overflow: clip",
    r"(?<![-\w])(?:translate|rotate|scale)\s*:": "separate transforms",
    r"subgrid": "subgrid",
}
NEW_JS = {
    r"\?\.(?!\d)": "optional chaining",
    r"\?\?": "nullish coalescing",
    r"(?:\|\||&&)=": "logical assignment",
    r"\.replaceAll\(": "replaceAll",
    r"\.at\(": "at",
    r"\.(?:findLast|toSorted|toReversed|replaceChildren)\(": "newer methods",
    r"structuredClone|hasOwn\(|randomUUID|Promise\.any": "newer functions",
    r"\bsignal\s*:": "listeners with a signal",
    r"(?<![\w$])#\w+\s*[=(;]": "private members",
    r"\.inert\b|popover": "inert, popover",
    r"navigator\.clipboard|crypto\.subtle": "what needs HTTPS",
    r"\beval\(|new Function\b|document\.write": "eval",
    r"localStorage|sessionStorage|indexedDB": "storage in the browser",
}
FORBIDDEN_MARKUP = {
    r"<style\b": "inline styles",
    r"\sstyle\s*=": "style attributes",
    r"\son[a-z]+\s*=\s*[\"']": "inline handlers",
    r"hx-on|[\"']js:|javascript:": "what needs eval",
    r"<script(?![^>]*\ssrc=)": "inline scripts",
    r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//": "other hosts",
}


def without_comments(text: str) -> str:
    return re.sub(r"(?m)^\s*//.*$", "", re.sub(r"/\*.*?\*/", "", text, flags=re.S))


def found(patterns: dict[str, str], text: str) -> list[str]:
    return [
        f"{name}: line {text.count(chr(10), 0, hit.start()) + 1}"
        for pattern, name in patterns.items()
        for hit in re.finditer(pattern, text, re.M)
    ]


@pytest.mark.parametrize("file", STYLES, ids=lambda f: f.name)
def test_a_style_sheet_uses_nothing_newer_than_the_browser_floor(file: Path) -> None:
    assert found(NEW_CSS, without_comments(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda f: f.name)
def test_a_script_uses_nothing_newer_than_the_browser_floor(file: Path) -> None:
    assert found(NEW_JS, without_comments(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("patterns", "word"),
    [
        (NEW_CSS, "a:has(b) {}"),
        (NEW_CSS, "a { gap: 1px }"),
        (NEW_CSS, "a { inset: 0 }"),
        (NEW_JS, "a?.b"),
        (NEW_JS, "a ?? b"),
        (FORBIDDEN_MARKUP, "<p style='x'>"),
        (FORBIDDEN_MARKUP, "<script>x</script>"),
        (FORBIDDEN_MARKUP, '<a onclick="x">'),
    ],
)
def test_the_scan_itself_finds_what_it_looks_for(patterns: dict[str, str], word: str) -> None:
    assert len(found(patterns, word)) == 1


@pytest.mark.parametrize("file", PAGES, ids=lambda f: str(f.relative_to(TEMPLATES)))
def test_a_template_has_no_inline_script_or_style_and_asks_no_other_host(file: Path) -> None:
    assert found(FORBIDDEN_MARKUP, file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", PAGES, ids=lambda f: str(f.relative_to(TEMPLATES)))
def test_every_template_compiles_so_that_misspelt_inputs_are_found_without_opening_the_page(
    file: Path,
) -> None:
    assert get_template(str(file.relative_to(TEMPLATES))) is not None


@pytest.mark.parametrize(
    "file", [f for f in STYLES if f.name != "tokens.css"], ids=lambda f: f.name
)
def test_colours_are_named_in_the_tokens_alone(file: Path) -> None:
    text = without_comments(file.read_text(encoding="utf-8"))
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\([^)]*\)|hsla?\([^)]*\)", text) == []
    assert re.findall(r"gradient\(", text) == []


def test_every_token_that_is_used_is_defined_and_every_one_defined_is_used() -> None:
    styles = "".join(file.read_text(encoding="utf-8") for file in STYLES)
    defined = set(re.findall(r"(--[\w-]+)\s*:", styles))
    used = set(re.findall(r"var\((--[\w-]+)", styles))
    assert used - defined == set()
    assert defined - used == set()


def test_every_file_a_template_asks_for_is_there() -> None:
    asked = {
        name
        for file in PAGES
        for name in re.findall(
            r"{%\s*static\s+['\"]([^'\"]+)['\"]", file.read_text(encoding="utf-8")
        )
    }
    assert sorted(name for name in asked if not (STATIC / name).is_file()) == []
    loaded = {f"css/{file.name}" for file in STYLES} | {f"js/{file.name}" for file in SCRIPTS}
    assert loaded - asked == set()


def test_vendored_files_are_those_of_the_manifest_each_with_its_licence() -> None:
    script = ROOT / "scripts" / "vendor"
    run = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    manifest = json.loads((STATIC / "vendor" / "manifest.json").read_text(encoding="utf-8"))
    assert all("LICENSE" in package["files"] for package in manifest.values())
    assert "htmx-2.0.11" in {p.name for p in (STATIC / "vendor").iterdir()}


def test_every_component_tag_is_in_the_readme() -> None:
    readme = (TEMPLATES / "components" / "README.md").read_text(encoding="utf-8")
    assert (
        sorted(
            tag
            for tag in register.tags
            if f"{{% {tag} " not in readme and f"{{% {tag} %}}" not in readme
        )
        == []
    )
