"use strict";
/* The page's wire to Planminder: what is sent, what is heard, and what is said when it fails. */

class Trouble extends Error {}

class Wire {
  static FILE_LIMIT = 25 * 1024 * 1024;
  static #AWAY = "Planminder is not answering. It may have been stopped: look at the window where it runs.";
  static #OTHER_KEY = "Planminder was started anew under another address. Open the address that it has just printed.";

  #key = new URLSearchParams(location.search).get("key") ?? "";

  async #ask(path, options = {}) {
    const headers = { "X-Planminder-Key": this.#key, ...options.headers };
    let response;
    try {
      response = await fetch(path, { ...options, headers });
    } catch (failure) {
      if (failure.name === "AbortError") throw failure;
      throw new Trouble(Wire.#AWAY);
    }
    if (response.ok) return response;
    throw Object.assign(new Trouble(await Wire.#words(response)), { status: response.status });
  }

  static async #words(response) {
    if (response.status === 403) return Wire.#OTHER_KEY;
    const body = await response.json().catch(() => ({}));
    return body.error ?? `That did not work (${response.status}). Please try again.`;
  }

  #post(path, body) {
    return this.#ask(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
  }

  async state() {
    return (await this.#ask("/state")).json();
  }

  /* What is new for somebody; without it, waits for it, unless only what is there already is asked for. */
  async events(who, after, epoch, signal, atOnce) {
    const query = new URLSearchParams({ as: who, after, epoch, wait: atOnce ? "no" : "yes" });
    return (await this.#ask(`/events?${query}`, { signal })).json();
  }

  say(as, room, text) {
    return this.#post("/say", { as, room, text });
  }

  press(as, room, press) {
    return this.#post("/press", { as, room, ...press });
  }

  reset() {
    return this.#post("/reset", {});
  }

  async upload(as, room, file) {
    if (file.size > Wire.FILE_LIMIT) {
      throw new Trouble(`${file.name} is larger than 25 MB, which is more than I can take. Try it without its pictures.`);
    }
    const body = new FormData();
    body.append("as", as);
    body.append("room", room);
    body.append("file", file, file.name);
    return this.#ask("/upload", { method: "POST", body });
  }

  async download(message, number, name) {
    const content = await (await this.#ask(`/file/${encodeURIComponent(message)}/${number}`)).blob();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
