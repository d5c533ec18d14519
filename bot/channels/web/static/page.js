"use strict";
/* The page: who you are, which room is open, what you type, press and drop. */

const ANYBODYS = ["my actions", "what's overdue", "help"];
const PURPOSE = "The action plan lives in this chat. Say what has happened the way you would tell a colleague, or ask how things stand.";
const RETRY_MS = [500, 1000, 2000, 4000];

const wire = new Wire();
const log = new Log(document.getElementById("log"));
const at = { people: [], rooms: [], me: null, room: "private", after: 0, epoch: "", unread: 0, busy: 0, listening: null };
const find = (id) => document.getElementById(id);

/* --- what is shown around the conversation --- */

function showState(state) {
  at.people = state.people;
  at.rooms = state.rooms;
  find("plan").textContent = state.plan;
  find("plan").title = state.plan;
  find("today").textContent = state.today;
  find("reset").hidden = !state.reset;
  find("personas").replaceChildren(...offered().map(personaCard));
  showOthers(at.people.filter((one) => !one.examples.length));
}

const offered = () => at.people.filter((one) => one.examples.length);

function personaCard(person) {
  const card = element("label", "persona");
  const radio = Object.assign(element("input"), { type: "radio", name: "persona", value: person.id });
  radio.addEventListener("change", () => become(person));
  card.append(radio, element("b", "", person.name), element("span", "", person.role));
  return card;
}

function showOthers(others) {
  const options = others.map((one) => new Option(one.role ? `${one.name} (${one.role})` : one.name, one.id));
  find("others").replaceChildren(new Option("Pick a name", ""), ...options);
  find("others-field").hidden = !others.length;
}

function showRooms() {
  const tabs = at.rooms.map((room) => {
    const tab = Object.assign(element("button", "room", room.name), { type: "button" });
    tab.setAttribute("aria-current", String(room.id === at.room));
    if (room.id !== at.room && at.unread) tab.append(newsMark());
    tab.addEventListener("click", () => enter(room.id));
    return tab;
  });
  const about = at.rooms.find((room) => room.id === at.room)?.about ?? "";
  const held = find("rooms").contains(document.activeElement);
  find("rooms").replaceChildren(...tabs, element("p", "", about));
  if (held) find("rooms").querySelector("[aria-current=true]")?.focus();
}

function newsMark() {
  const mark = element("span", "news", String(at.unread));
  mark.append(element("span", "unseen", " new"));
  return mark;
}

function showTries() {
  const examples = at.me?.examples.length ? at.me.examples : ANYBODYS;
  const chips = examples.map((text) => {
    const chip = Object.assign(element("button", "try", text), { type: "button", title: `Say “${text}”` });
    chip.addEventListener("click", () => say(text));
    return chip;
  });
  find("tries").replaceChildren(element("span", "", "Try"), ...chips);
}

function showGreeting() {
  if (at.room === "private") log.greet(`You are ${at.me.name}`, at.me.role, PURPOSE);
  else log.greet("#action-plan", "Everybody is here, and the weekly summary is posted here.", "Try “post a summary here every Monday at 9”.");
}

function showTrouble(words) {
  find("trouble").textContent = words;
  find("trouble").hidden = !words;
}

function showNotice(words) {
  if (find("notice").textContent !== words) find("notice").textContent = words;
  find("notice").hidden = !words;
}

/* --- who and where --- */

function become(person) {
  at.me = person;
  sessionStorage.setItem("me", person.id);
  for (const radio of document.querySelectorAll("[name=persona]")) radio.checked = radio.value === person.id;
  find("others").value = person.examples.length ? "" : person.id;
  showTries();
  showTrouble("");
  at.unread = 0;
  log.clear();
  enter(at.room);
  listen();
}

function enter(room) {
  if (room !== at.room) at.unread = 0;
  at.room = room;
  sessionStorage.setItem("room", room);
  log.open(room);
  showRooms();
  showGreeting();
}

/* --- hearing --- */

async function listen() {
  at.listening?.abort();
  const listening = (at.listening = new AbortController());
  at.after = 0;
  let failures = 0;
  find("log").ariaBusy = "true"; // what was said before is shown, and not read out
  while (!listening.signal.aborted) {
    try {
      const atOnce = find("log").ariaBusy === "true";
      hear(await wire.events(at.me.id, at.after, at.epoch, listening.signal, atOnce), failures > 0);
      find("log").ariaBusy = "false";
      if (failures) showTrouble("");
      failures = 0;
      showNotice("");
    } catch (failure) {
      if (failure.name === "AbortError") return;
      showNotice(failure.status === 403 ? failure.message : "Planminder is not answering. Trying again…");
      await new Promise((wake) => setTimeout(wake, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]));
      failures += 1;
    }
  }
}

function hear(news, wasAway) {
  if (news.epoch !== at.epoch) beginAnew(news.epoch, wasAway);
  at.after = news.after;
  for (const entry of news.entries) {
    log.add(entry, entry.author === at.me.id);
    if (entry.room !== at.room && entry.kind === "reply") at.unread += 1;
  }
  if (news.entries.length) showRooms();
  showGreeting();
}

async function beginAnew(epoch, restarted) {
  at.epoch = epoch;
  if (!restarted) log.clear();
  log.note(restarted ? "Planminder was restarted. What was recorded is kept; carry on." : "The demo begins again. Everything is as it was at first.");
  try {
    showState(await wire.state());
    const me = at.people.find((one) => one.id === at.me.id);
    if (me) for (const radio of document.querySelectorAll("[name=persona]")) radio.checked = radio.value === me.id;
    else become(at.people[0]);
  } catch (failure) {
    showTrouble(failure.message);
  }
}

/* --- saying, pressing, dropping --- */

async function during(words, work) {
  at.busy += 1;
  find("typing").textContent = words;
  showTrouble("");
  try {
    await work();
    return true;
  } catch (failure) {
    if (!(failure instanceof Trouble)) throw failure;
    showTrouble(failure.message);
    return false;
  } finally {
    at.busy -= 1;
    if (!at.busy) find("typing").textContent = "";
  }
}

const say = (text) => during("Planminder is typing", () => wire.say(at.me.id, at.room, text));

async function send(event) {
  event.preventDefault();
  const box = find("box");
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  if (!(await say(text)) && !box.value) box.value = text;
}

async function press(button) {
  const form = button.closest("form[data-inputs]");
  const inputs = form ? Object.fromEntries(new FormData(form)) : {};
  const message = button.closest("[data-id]").dataset.id;
  const payload = JSON.parse(button.dataset.payload);
  button.disabled = true;
  const label = button.getAttribute("aria-label") ?? button.textContent;
  await during("Planminder is typing", () => wire.press(at.me.id, at.room, { payload, inputs, message, label }));
  button.disabled = false;
  if (document.activeElement === document.body && button.isConnected) button.focus({ preventScroll: true });
}

function sendFile(file) {
  return during(`Planminder is reading ${file.name}`, () => wire.upload(at.me.id, at.room, file));
}

function pressedIn(event) {
  const file = event.target.closest("[data-file]");
  const button = event.target.closest("[data-payload]");
  if (file) during("Fetching", () => wire.download(file.closest("[data-id]").dataset.id, file.dataset.file, file.dataset.name));
  if (button && button.type !== "submit") press(button);
}

async function startAgain() {
  if (!confirm("Start the demo again? What you have typed here is forgotten.")) return;
  find("reset").disabled = true;
  await during("Starting again", () => wire.reset());
  find("reset").disabled = false;
}

function watchDrops() {
  const drop = find("drop");
  const carriesFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  window.addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    drop.hidden = false;
  });
  window.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.hidden = true; });
  window.addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    drop.hidden = true;
    for (const file of event.dataTransfer.files) sendFile(file);
  });
}

function watch() {
  find("composer").addEventListener("submit", send);
  find("box").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  find("log").addEventListener("click", pressedIn);
  find("log").addEventListener("submit", (event) => {
    event.preventDefault();
    press(event.submitter ?? event.target.querySelector("[type=submit]"));
  });
  find("others").addEventListener("change", (event) => {
    const person = at.people.find((one) => one.id === event.target.value);
    if (person) become(person);
  });
  find("log").addEventListener("invalid", ({ target }) => target.setCustomValidity(target.value ? "" : target.dataset.error ?? ""), true);
  find("log").addEventListener("input", ({ target }) => target.setCustomValidity?.(""));
  find("choose").addEventListener("click", () => find("file").click());
  find("file").addEventListener("change", (event) => {
    for (const file of event.target.files) sendFile(file);
    event.target.value = "";
  });
  find("reset").addEventListener("click", startAgain);
  watchDrops();
}

function watchWidth() {
  const wide = matchMedia("(min-width: 52.01rem)");
  const unfold = () => { find("more").open = wide.matches; };
  wide.addEventListener("change", unfold);
  unfold();
}

async function start() {
  watch();
  watchWidth();
  try {
    const state = await wire.state();
    showState(state);
    at.epoch = state.epoch;
  } catch (failure) {
    showTrouble(failure.message);
    return;
  }
  const before = at.people.find((one) => one.id === sessionStorage.getItem("me"));
  at.room = sessionStorage.getItem("room") === "action-plan" ? "action-plan" : "private";
  const first = before ?? offered()[0] ?? at.people[0];
  if (first) become(first);
  if (first && matchMedia("(pointer: fine)").matches) find("box").focus(); // on a phone it would raise the keyboard
  if (!first) showTrouble("There is nobody in the plan yet. Load one with planminder import, and reload this page.");
}

start();
