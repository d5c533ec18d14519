"""The language of a template: Jinja without any way out of the fields; its mistakes are said by the words around them.

https://jinja.palletsprojects.com/en/stable/sandbox/ for what the sandbox holds, and what it leaves to the process.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dialogs.reports.template import BadTemplate
from dialogs.words import cut, say

QUOTED = 80  # characters of a paragraph that name a place
_RAW = ("safe", "xmlattr", "urlize")  # filters that let words be markup
_PAIRS = (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))
_WHOLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_WORD = re.compile(r"\{%[-+]?\s*(\w+)|\{\{")
_CLOSINGS: dict[str | None, str] = {
    None: "",
    "if": "{% endif %}",
    "for": "{% endfor %}",
    "set": "",
}  # of a tag that is to be read by itself
_TAGS = re.compile(r"<[^>]+>")
_REFUSED = (
    nodes.EvalContextModifier,
    nodes.ScopedEvalContextModifier,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.Macro,
    nodes.CallBlock,
)


class Fields(ImmutableSandboxedEnvironment):
    """A dot reaches a field and nothing else: neither a method nor anything of Python's own."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        for name in _RAW:
            del self.filters[name]

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext):
            return super().getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Mapping):
            return obj[argument] if argument in obj else self._unknown(str(argument), obj)
        if isinstance(obj, list) and isinstance(argument, slice):
            return obj[argument]
        if isinstance(obj, list) and isinstance(argument, int):
            return obj[argument] if -len(obj) <= argument < len(obj) else self._short(obj)
        return self._unknown(str(argument), ())

    @staticmethod
    def _unknown(name: str, known: Iterable[str]) -> Any:
        raise TemplateError(unknown(name, known))

    @staticmethod
    def _short(obj: list[Any]) -> Any:
        raise TemplateError(say("template.short", n=len(obj)))

    def call(self, *given: Any, **named: Any) -> Any:
        raise TemplateError(say("template.call"))


def unknown(name: str, known: Iterable[str]) -> str:
    """That there is no such field, and which one is near."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return say("template.near", name=name, near=near[0]) if near else say("template.unknown", name=name)


def checked(environment: Fields, source: str, known: Iterable[str]) -> None:
    """Read a source, branches that are not taken today included; `BadTemplate` for the first thing that cannot be."""
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as wrong:
        raise at(source, wrong.lineno, _unreadable(environment, source, wrong)) from None
    for refused in tree.find_all(_REFUSED):
        raise at(source, refused.lineno, say("template.tag"))
    for name in _unknown_names(tree, frozenset(known)):
        raise at(source, name.lineno, unknown(name.name, known))


def _unreadable(environment: Fields, source: str, wrong: TemplateSyntaxError) -> str:
    """The tag that cannot be read, and how such a one is written; else what Jinja says, as of a list left open."""
    line = _TAGS.sub("", source.split("\n")[wrong.lineno - 1])
    for tag in _WHOLE.findall(line):
        word = _WORD.match(tag)
        closing = _CLOSINGS.get(word.group(1)) if word else None
        if closing is not None and not _readable(environment, tag + closing):
            return say("template.field" if tag.startswith("{{") else "template.statement", tag=cut(tag, QUOTED))
    return wrong.message or ""


def _readable(environment: Fields, source: str) -> bool:
    try:
        environment.parse(source)
    except TemplateSyntaxError:
        return False
    return True


def _unknown_names(tree: nodes.Template, known: frozenset[str]) -> Iterator[nodes.Name]:
    """Names that are read and neither a field nor given in the template itself, by a loop or by `set`."""
    names = list(tree.find_all(nodes.Name))
    own = {one.name for one in names if one.ctx != "load"} | {"loop"}
    return (one for one in names if one.ctx == "load" and one.name not in known and one.name not in own)


def rendered(environment: Fields, source: str, values: Mapping[str, Any]) -> str:
    """The source filled in; `BadTemplate` with its place for whatever goes wrong."""
    try:
        return environment.from_string(source).render(values)
    except (MemoryError, RecursionError):
        raise
    except Exception as wrong:  # what a template's own sums and filters raise is as various as they are
        raise at(source, _line(wrong), str(wrong)) from None


def _line(wrong: BaseException) -> int:
    """The line of the source at which it went wrong: Jinja puts the template into the traceback."""
    found, trace = 1, wrong.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def at(source: str, line: int, why: str) -> BadTemplate:
    """A mistake with the words of its paragraph; each paragraph of a source stands on a line of its own."""
    lines = [" ".join(_TAGS.sub("", one).split()) for one in source.split("\n")]
    near = next((one for one in (*reversed(lines[:line]), *lines[line:]) if one), "")
    return BadTemplate(say("template.at", words=cut(near, QUOTED), why=why))


def whole(paragraph: str) -> None:
    """`BadTemplate` for a paragraph in which what is opened is not closed, before its rest hides where that was."""
    for opening, closing in _PAIRS:
        if paragraph.count(opening) != paragraph.count(closing):
            why = say("template.unclosed", opening=opening, closing=closing)
            raise BadTemplate(say("template.at", words=cut(" ".join(paragraph.split()), QUOTED), why=why))
