/* What Microsoft's own parser (npm package `adaptivecards`) says of cards: {name: card} on standard input, {name: [fault]} out. */
"use strict";
const fs = require("fs");
const { AdaptiveCard, HostConfig, SerializationContext, Versions } = require("adaptivecards/dist/adaptivecards.js");

function faults(card) {
  const context = new SerializationContext(Versions.v1_5);
  const parsed = new AdaptiveCard();
  parsed.hostConfig = new HostConfig({ actions: { maxActions: 6 } }); // as Teams has it
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, place) => context.getEventAt(place));
  const found = [...events, ...parsed.validateProperties().validationEvents].map((event) => event.message);
  const lost = types(card).length - types(parsed.toJSON(context)).length;
  return lost ? [...found, `${lost} elements were not understood`] : found;
}

/* The type of every object in a card, the fallbacks left out: the parser reads one only where it needs it. */
function types(part) {
  if (Array.isArray(part)) return part.flatMap(types);
  if (part === null || typeof part !== "object") return [];
  const inside = Object.entries(part).flatMap(([key, one]) => (key === "fallback" || key === "data" ? [] : types(one)));
  return typeof part.type === "string" ? [part.type, ...inside] : inside;
}

const cards = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(Object.fromEntries(Object.entries(cards).map(([name, card]) => [name, faults(card)]))));
