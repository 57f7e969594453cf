// Rooms as rows, time as columns. Times are those of the clock at the place, on both sides, so no zone is reckoned with.
import { createCalendar, Interaction, ResourceTimeline } from "@event-calendar/core";
import { onChange, openPanel, send } from "./planner-panel.js";

const WIDE = window.matchMedia("(min-width: 60rem)");
const VIEWS = { week: "resourceTimelineWeek", month: "resourceTimelineMonth" };
const USUAL_MINUTES = 120;
const SVG = "http://www.w3.org/2000/svg";

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function icon(sprite, name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "leeragenda-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

const two = (number) => String(number).padStart(2, "0");
const dayOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
const timeOf = (date) => `${two(date.getHours())}:${two(date.getMinutes())}`;

function content(sprite) {
  return ({ event }) => {
    const { seats, signs, time } = event.extendedProps;
    if (!time) return event.title;
    const first = element("span", "planner-event__time", timeOf(event.start).replace(":", "."));
    const title = element("span", "planner-event__title", event.title);
    const last = element("span", "planner-event__signs", seats ?? "");
    for (const sign of signs ?? []) {
      const word = element("span", `planner-sign planner-sign--${sign.kind}`, "");
      word.append(icon(sprite, sign.icon), element("span", "", sign.text));
      last.append(word);
    }
    return { domNodes: [first, title, last] };
  };
}

// A wall of pictures says nothing to who cannot see them: each session says all of itself.
function name({ event, el }) {
  if (!event.extendedProps.label) return;
  el.setAttribute("aria-label", event.extendedProps.label);
  el.title = event.extendedProps.label;
  el.dataset.session = event.id;
}

function labelOf({ resource }) {
  const title = element("span", "planner-row__name", resource.title);
  return { domNodes: [title, element("span", "planner-row__note", resource.extendedProps.note ?? "")] };
}

const finder = (id) => () => document.querySelector(`[data-session="${id}"]`);

async function change({ event, revert }) {
  const values = {
    date: dayOf(event.start),
    starts_at: timeOf(event.start),
    ends_at: timeOf(event.end),
    place: event.resourceIds[0],
    version: event.extendedProps.version,
  };
  const address = `/planner/sessions/${event.id}/move`;
  if (event.extendedProps.asks) await openPanel(`${address}?${new URLSearchParams(values)}`, finder(event.id));
  else if (!(await send(address, { ...values, scope: "this" }, finder(event.id)))) revert();
}

function plan(start, end, resource, view) {
  const values = { first_day: dayOf(start), place: resource?.id ?? "" };
  if (view === "week") Object.assign(values, { starts_at: timeOf(start), ends_at: timeOf(end) });
  return openPanel(`/planner/editions/new?${new URLSearchParams(values)}`, () => document.querySelector("[data-board]"));
}

async function read(host) {
  const answer = await fetch(host.dataset.address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the board answered ${answer.status}`);
  return answer.json();
}

function options(host, { resources, events }) {
  const { view, date, from, until, locale, icons } = host.dataset;
  const mayChange = "editable" in host.dataset;
  return {
    view: VIEWS[view],
    date,
    locale,
    resources,
    events,
    firstDay: 1,
    headerToolbar: { start: "", center: "", end: "" },
    dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
    slotMinTime: from,
    slotMaxTime: until,
    ...(view === "week" ? { slotDuration: "01:00", slotWidth: 44, snapDuration: "00:15" } : { columnWidth: "7.5rem" }),
    nowIndicator: true,
    editable: mayChange,
    eventStartEditable: mayChange,
    eventDurationEditable: mayChange && view === "week",
    selectable: mayChange && view === "week",
    eventContent: content(icons),
    eventDidMount: name,
    resourceLabelContent: labelOf,
    eventClick: ({ event, jsEvent }) => {
      jsEvent.preventDefault();
      openPanel(event.extendedProps.href, finder(event.id));
    },
    eventDrop: change,
    eventResize: change,
    select: ({ start, end, resource }) => plan(start, end, resource, view),
    dateClick: ({ date: start, resource }) =>
      mayChange && plan(start, new Date(start.getTime() + USUAL_MINUTES * 60_000), resource, view),
  };
}

async function draw(host) {
  const table = document.querySelector("[data-table]");
  const calendar = createCalendar(host, [ResourceTimeline, Interaction], options(host, await read(host)));
  host.hidden = false;
  table.hidden = true;
  onChange(async () => {
    const { resources, events } = await read(host);
    calendar.setOption("resources", resources);
    calendar.setOption("events", events);
  });
}

/** On a narrow screen the table stays, as a list of days for each place. */
export function startBoard() {
  const host = document.querySelector("[data-board]");
  if (!host) return;
  if (WIDE.matches) draw(host);
  else WIDE.addEventListener("change", () => draw(host), { once: true });
}
