"use strict";
/* The log of one person's two rooms: what was said, drawn in the room that is open. */

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

class Log {
  #place;
  #drawn = new Map(); // entry id → its element, of both rooms

  constructor(place) {
    this.#place = place;
    this.clear();
  }

  clear() {
    this.#drawn.clear();
    this.room = this.room ?? "private";
    this.#place.replaceChildren();
  }

  /* Shows one room; the other's entries stay, unseen. */
  open(room) {
    this.room = room;
    for (const drawn of this.#drawn.values()) drawn.hidden = drawn.dataset.room !== room;
    for (const note of this.#place.querySelectorAll(".note")) note.hidden = note.dataset.room !== room;
    this.#end();
  }

  get isEmpty() {
    return ![...this.#place.children].some((one) => !one.hidden && !one.classList.contains("empty"));
  }

  /* What an empty room says; nothing once something was said. */
  greet(heading, ...paragraphs) {
    this.#place.querySelector(".empty")?.remove();
    if (!this.isEmpty) return;
    const greeting = element("div", "empty");
    greeting.append(element("b", "", heading), ...paragraphs.map((words) => element("p", "", words)));
    this.#place.append(greeting);
  }

  add(entry, mine) {
    this.#place.querySelector(".empty")?.remove();
    const atEnd = this.#place.scrollHeight - this.#place.scrollTop - this.#place.clientHeight < 120;
    const old = this.#drawn.get(entry.id);
    const drawn = this.#draw(entry, mine);
    drawn.hidden = entry.room !== this.room;
    this.#drawn.set(entry.id, drawn);
    if (old) this.#replace(old, drawn);
    else this.#place.append(drawn);
    if (!old && (atEnd || mine)) this.#show(drawn);
  }

  note(words) {
    const note = element("p", "entry note", words);
    note.dataset.room = this.room;
    this.#place.append(note);
    this.#end();
  }

  #draw(entry, mine) {
    const drawn = element("article", "entry");
    drawn.dataset.id = entry.id;
    drawn.dataset.room = entry.room;
    if (entry.kind === "pressed") {
      drawn.classList.add("pressed");
      drawn.append(`${mine ? "You" : entry.name} pressed “${entry.text}”`);
      return drawn;
    }
    const name = element("p", mine && entry.room === "private" ? "unseen" : "name", entry.name);
    const bubble = element("div", "bubble");
    drawn.append(name, bubble);
    if (entry.kind === "reply") this.#drawReply(entry, drawn, bubble);
    else {
      drawn.classList.add("person");
      bubble.textContent = entry.kind === "file" ? `📎 ${entry.text}` : entry.text;
      bubble.dir = "auto";
    }
    return drawn;
  }

  #drawReply(entry, drawn, bubble) {
    bubble.innerHTML = entry.html; // made by bot/rendering/html.py, which escapes every word in it
    drawn.classList.toggle("wide", bubble.querySelector(".lines, .card-facts, .picture, .shown, .form") !== null);
    if (entry.only) drawn.append(element("p", "only", "Only you can see this"));
    for (const file of bubble.querySelectorAll("[data-file]")) {
      const size = Math.max(1, Math.round(entry.sizes[file.dataset.file] / 1024));
      file.dataset.name = file.textContent;
      file.textContent = `Download ${file.dataset.name} (${size} KB)`;
    }
  }

  #replace(old, drawn) {
    const held = old.contains(document.activeElement);
    drawn.classList.add("fresh");
    old.replaceWith(drawn);
    if (drawn.offsetTop < this.#place.scrollTop) this.#place.scrollTop = drawn.offsetTop - 8;
    if (held) drawn.querySelector("button, select, textarea, input")?.focus({ preventScroll: true });
  }

  /* The newest at the bottom; of an answer that is taller than the log, its beginning. */
  #show(drawn) {
    this.#end();
    if (drawn.offsetHeight > this.#place.clientHeight) this.#place.scrollTop = drawn.offsetTop - 8;
  }

  #end() {
    this.#place.scrollTop = this.#place.scrollHeight;
  }
}
