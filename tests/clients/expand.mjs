// Reads a JSON list of calendars from stdin, oldest first, does with them what RFC 5546 says, and prints what ical.js,
// the library of Thunderbird, makes of what is then known: [[uid, start, end, location], ...] in UTC.
import { readFileSync } from "node:fs";
import ICAL from "../../frontend/node_modules/ical.js/dist/ical.js";

const known = new Map(); // of each UID what it holds, by its RECURRENCE-ID
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const event of calendar.getAllSubcomponents("vevent")) {
    take(event, calendar.getFirstPropertyValue("method"));
  }
}

function take(event, method) {
  const uid = event.getFirstPropertyValue("uid");
  const occurrence = event.getFirstPropertyValue("recurrence-id")?.toUnixTime() ?? null;
  if (occurrence === null) known.set(uid, new Map());
  if (occurrence !== null || method !== "CANCEL") known.get(uid).set(occurrence, event);
}

const utc = (time) => new Date(time.toUnixTime() * 1000).toISOString();
const shown = [];
const show = (event, startDate, endDate) => {
  if (event.component.getFirstPropertyValue("status") === "CANCELLED") return;
  shown.push([event.uid, utc(startDate), utc(endDate), event.location]);
};

for (const events of known.values()) {
  const master = events.get(null);
  events.delete(null);
  if (!master) continue;
  const event = new ICAL.Event(master, { exceptions: [...events.values()] });
  if (event.isRecurring()) {
    const each = event.iterator();
    for (let next = each.next(); next; next = each.next()) {
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      show(item, startDate, endDate);
    }
  } else {
    show(event, event.startDate, event.endDate);
  }
}
console.log(JSON.stringify(shown));
