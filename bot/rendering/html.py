"""Reply → HTML fragment for the chat page. Pure: a value in, a value out, and every word in it is escaped.

No inline handler and no inline style, so that the page's Content-Security-Policy can forbid both. What the page's
script needs stands in `data-` attributes: `data-payload` on a button, `data-inputs` on a form, `data-file` on a file.
"""

import json
from collections.abc import Iterable
from html import escape

from bot.rendering.pictures import data_url
from bot.rendering.text import clean
from dialogs.reply import Button, Card, Choice, Count, Fact, File, Input, Line, Notice, Progress, Reply
from dialogs.words import say, symbol
from storage.status import Status

PICTURE_WIDTH = 100  # units of the picture's own drawing; the page stretches it
TONES = {"done": Status.COMPLETE, "held": Status.AMBER}  # whose sign stands before a notice


def render(reply: Reply) -> str:
    """The fragment that stands inside one bubble: the card where there is one, the text where there is none."""
    pictures = _join(map(_shown, reply.files))
    card = reply.card and (reply.card.model_copy(update={"past": ()}) if pictures else reply.card)  # they draw the past
    return (_card(card) if card else _prose(reply.text)) + pictures + _files(reply.files)


def _shown(file: File) -> str:
    """A picture, with all that it shows as its alternative text. Its address is itself: nothing is fetched."""
    if not file.alt or not file.content:
        return ""
    return f'<img class="shown" src="{_words(data_url(file))}" alt="{_words(file.alt)}">'


def _words(words: str) -> str:
    return escape(clean(words), quote=True)


def _prose(text: str) -> str:
    paragraphs = (part.strip("\n") for part in clean(text).split("\n\n"))
    return _join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())


def _join(parts: Iterable[str]) -> str:
    return "".join(parts)


def _element(tag: str, kind: str, words: str | None) -> str:
    return f'<{tag} class="{kind}" dir="auto">{_words(words)}</{tag}>' if words else ""


def _card(card: Card) -> str:
    return (
        '<div class="card">'
        + _notice(card.notice)
        + _element("h3", "card-heading", card.heading)
        + _element("p", "card-intro", card.intro)
        + _progress(card.progress)
        + _facts(card.facts)
        + _join(_element("p", "card-more", stood.label) + _picture(stood.counts) for stood in card.past)
        + (_element("p", "card-more", say("picture.now")) if card.past and card.picture else "")
        + _picture(card.picture)
        + _answerable(card)
        + _element("p", "card-footnote", card.footnote)
        + "</div>"
    )


def _notice(notice: Notice | None) -> str:
    """A sign and words: whether it was done or held is not told by colour alone."""
    if notice is None:
        return ""
    sign = f'<span class="symbol" aria-hidden="true">{_words(symbol(TONES[notice.tone]))}</span>'
    said = f'<p class="notice-words" dir="auto">{sign} {_words(notice.text)}</p>'
    return f'<div class="card-notice card-notice-{notice.tone}">{said}{_buttons(notice.buttons)}</div>'


def _progress(progress: Progress | None) -> str:
    """A bar that is drawn, hidden from a screen reader, and the same in words."""
    if progress is None:
        return ""
    done = min(max(progress.done, 0), progress.total)
    bar = (
        f'<progress value="{done}" max="{progress.total}" aria-hidden="true"></progress>' if progress.total > 0 else ""
    )
    return f'<div class="card-progress">{bar}{_element("p", "card-more", progress.label)}</div>'


def _answerable(card: Card) -> str:
    """The lines, the paragraphs, the fields and the buttons: a form where there is a field to fill in.

    Every button of a form sends what is filled in; the card's first is what Enter presses.
    """
    number = len(card.inputs) + sum(len(line.inputs) for line in card.lines)
    inside = (
        _lines(card.lines)
        + _element("p", "card-more", card.more)
        + _join(_element("p", "card-paragraph", words) for words in card.paragraphs)
        + _join(map(_input, card.inputs))
        + _buttons(card.buttons, submits=number > 0)
    )
    return f'<form class="form" data-inputs="{number}">{inside}</form>' if number else inside


def _facts(facts: tuple[Fact, ...]) -> str:
    if not facts:
        return ""
    pairs = (
        f'<div><dt dir="auto">{_words(fact.label)}</dt><dd dir="auto">{_words(fact.value)}</dd></div>' for fact in facts
    )
    return f'<dl class="card-facts">{_join(pairs)}</dl>'


def _picture(counts: tuple[Count, ...]) -> str:
    """A bar that is drawn and, under it, the same said in words; the bar is hidden from a screen reader."""
    shown = [count for count in counts if count.number > 0]
    if not shown:
        return ""
    key = (f"<li>{_pill(count.status, f'{count.number} {count.label}')}</li>" for count in shown)
    return f'<div class="picture">{_bar(shown)}<ul class="picture-key">{_join(key)}</ul></div>'


def _bar(counts: list[Count]) -> str:
    total, before, slices = sum(count.number for count in counts), 0, []
    for count in counts:
        start, width = before * PICTURE_WIDTH / total, count.number * PICTURE_WIDTH / total
        slices.append(
            f'<rect class="{_status_class(count.status)}" x="{start:.2f}" y="0" width="{width:.2f}" height="4"/>'
        )
        before += count.number
    box = f'viewBox="0 0 {PICTURE_WIDTH} 4" preserveAspectRatio="none" aria-hidden="true" focusable="false"'
    return f'<svg class="picture-bar" {box}>{_join(slices)}</svg>'


def _status_class(status: Status | None) -> str:
    return f"status-{(status.value if status else 'none').replace('_', '-')}"


def _pill(status: Status | None, label: str) -> str:
    sign = f'<span class="symbol" aria-hidden="true">{_words(symbol(status))}</span>'
    return f'<span class="pill {_status_class(status)}">{sign} <bdi>{_words(label)}</bdi></span>'


def _lines(lines: tuple[Line, ...]) -> str:
    return f'<ul class="lines">{_join(map(_line, lines))}</ul>' if lines else ""


def _line(line: Line) -> str:
    status = _pill(line.status, line.status_label) if line.status_label else ""
    about = " ".join(part for part in (line.plan, line.ref) if part)
    return (
        '<li class="line">'
        + f'<span class="line-ref">{_words(line.ref)}</span><div class="line-body">'
        + _element("p", "line-text", line.text)
        + f'<p class="line-meta">{status}{_meta(line)}</p>'
        + _fields_of(line, about)
        + _buttons(line.buttons, about)
        + "</div></li>"
    )


def _fields_of(line: Line, about: str) -> str:
    """A group by the name of its action: one "Status" among five says whose it is."""
    if not line.inputs:
        return ""
    return f'<div class="line-fields" role="group" aria-label="{_words(about)}">{_join(map(_input, line.inputs))}</div>'


def _meta(line: Line) -> str:
    parts = (("plan", line.plan), ("lead", line.lead), ("due", line.due), ("flag", line.flag))
    return _join(f' <span class="line-{kind}"><bdi>{_words(words)}</bdi></span>' for kind, words in parts if words)


def _input(field: Input) -> str:
    drawn = {"choice": _choice, "text": _text, "date": _date}[field.kind](field)
    return f'<label class="field field-{field.kind}"><span dir="auto">{_words(field.label)}</span>{drawn}</label>'


def _choice(field: Input) -> str:
    empty = "" if field.value is not None else f'<option value="">{_words(field.placeholder or "–")}</option>'
    options = (_option(one, one.value == field.value) for one in field.choices)
    return f"<select{_named(field)}>{empty}{_join(options)}</select>"


def _named(field: Input) -> str:
    """What the three kinds of field have in common. `data-error` is said where a required one is left empty."""
    must = f' required data-error="{_words(field.error or say("form.required"))}"' if field.required else ""
    return f' name="{_words(field.id)}"{must}'


def _option(choice: Choice, selected: bool) -> str:
    return f'<option value="{_words(choice.value)}"{" selected" if selected else ""}>{_words(choice.label)}</option>'


def _text(field: Input) -> str:
    hint = f' placeholder="{_words(field.placeholder)}"' if field.placeholder else ""
    most = f' maxlength="{field.longest}"' if field.longest else ""
    return f'<textarea{_named(field)} rows="2" dir="auto"{hint}{most}>\n{_words(field.value or "")}</textarea>'


def _date(field: Input) -> str:
    bounds = _join(f' {name}="{_words(day)}"' for name, day in (("min", field.least), ("max", field.most)) if day)
    return f'<input type="date"{_named(field)} value="{_words(field.value or "")}"{bounds}>'


def _buttons(buttons: tuple[Button, ...], about: str = "", submits: bool = False) -> str:
    if not buttons:
        return ""
    drawn = (_button(button, submits and place == 0, about) for place, button in enumerate(buttons))
    return f'<div class="buttons">{_join(drawn)}</div>'


def _button(button: Button, submits: bool, about: str) -> str:
    """`about` is said after the label where the eye has it beside the button: "Done 5.2"."""
    payload = escape(json.dumps(button.payload.model_dump(mode="json", exclude_defaults=True)), quote=True)
    kind = "submit" if submits else "button"
    look = f"button button-{button.style}"
    spoken = f' aria-label="{_words(f"{button.label} {about}")}"' if about else ""
    return f'<button type="{kind}" class="{look}" data-payload="{payload}"{spoken}>{_words(button.label)}</button>'


def _files(files: tuple[File, ...]) -> str:
    if not files:
        return ""
    links = (
        f'<li><button type="button" class="file" data-file="{n}">{_words(f.name)}</button></li>'
        for n, f in enumerate(files)
    )
    return f'<ul class="files">{_join(links)}</ul>'
