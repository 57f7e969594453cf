// Rooms as rows, time as columns. Times are those of the clock at the place, on both sides, so no zone is reckoned with.
import { createCalendar, Interaction, ResourceTimeline } from "@event-calendar/core";
import { onChange, openPanel, send } from "./planner-panel.js";

const WIDE = window.matchMedia("(min-width: 60rem)");
const VIEWS = { week: "resourceTimelineWeek", month: "resourceTimelineMonth" };
const USUAL_MINUTES = 120;
const SLOT_WIDTH = 52;
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
    // A link, so that it can be opened anywhere, and read and reached by who uses no mouse.
    const link = element("a", "planner-event__link", "");
    link.href = event.extendedProps.href;
    link.draggable = false;
    link.dataset.session = event.id;
    const first = element("span", "planner-event__time", timeOf(event.start).replace(":", "."));
    const title = element("span", "planner-event__title", event.title);
    const last = element("span", "planner-event__signs", seats ?? "");
    for (const sign of signs ?? []) {
      const word = element("span", `planner-sign planner-sign--${sign.kind}`, "");
      word.append(icon(sprite, sign.icon), element("span", "", sign.text));
      last.append(word);
    }
    const seen = element("span", "planner-event__seen", "");
    seen.setAttribute("aria-hidden", "true");
    seen.append(first, title, last);
    link.append(element("span", "leeragenda-hidden-visually", event.extendedProps.label), seen);
    return { domNodes: [link] };
  };
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
  const accepted = event.extendedProps.asks
    ? await openPanel(`${address}?${new URLSearchParams(values)}`, finder(event.id))
    : await send(address, { ...values, scope: "this" }, finder(event.id));
  if (!accepted) revert();
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
  const { view, date, from, until, locale, icons, expand, collapse } = host.dataset;
  const mayChange = "editable" in host.dataset;
  return {
    view: VIEWS[view],
    date,
    locale,
    resources,
    events,
    firstDay: 1,
    buttonText: (usual) => ({ ...usual, expand, collapse }),
    headerToolbar: { start: "", center: "", end: "" },
    dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
    slotMinTime: from,
    slotMaxTime: until,
    ...(view === "week" ? { slotDuration: "01:00", slotWidth: SLOT_WIDTH, snapDuration: "00:15" } : { columnWidth: "7.5rem" }),
    slotLabelFormat: (date) => String(date.getHours()),
    nowIndicator: true,
    editable: mayChange,
    eventStartEditable: mayChange,
    eventDurationEditable: mayChange && view === "week",
    selectable: mayChange && view === "week",
    eventContent: content(icons),
    eventDidMount: ({ event, el }) => (el.title = event.extendedProps.label ?? ""),
    resourceLabelContent: labelOf,
    eventDragStart: startDragging,
    eventDragStop: stopDragging,
    eventResizeStart: startDragging,
    eventResizeStop: stopDragging,
    eventDrop: change,
    eventResize: change,
    select: ({ start, end, resource }) => plan(start, end, resource, view),
    dateClick: ({ date: start, resource }) =>
      mayChange && plan(start, new Date(start.getTime() + USUAL_MINUTES * 60_000), resource, view),
  };
}

// The end of a drag is a click as well.
let dragging = false;
const startDragging = () => (dragging = true);
const stopDragging = () => setTimeout(() => (dragging = false));

function follow(event) {
  const link = event.target.closest(".planner-event__link");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  if (!dragging) openPanel(link.href, finder(link.dataset.session));
}

const TABLE_ROLES = ["table", "rowgroup", "row", "rowheader", "columnheader", "cell"].map((role) => `[role=${role}]`).join();

// The calendar calls itself a table, whose heads and cells are in no row: read out, that is worse than no table. Each
// session says its place and time, and the page has a real table to choose.
function withoutTableRoles(host) {
  for (const part of host.querySelectorAll(TABLE_ROLES)) {
    part.removeAttribute("role");
    for (const name of ["aria-colcount", "aria-colindex", "aria-colspan", "aria-rowcount", "aria-rowindex"])
      part.removeAttribute(name);
  }
}

async function draw(host) {
  const table = document.querySelector("[data-table]");
  const calendar = createCalendar(host, [ResourceTimeline, Interaction], options(host, await read(host)));
  host.hidden = false;
  table.hidden = true;
  host.addEventListener("click", follow);
  new MutationObserver(() => withoutTableRoles(host)).observe(host, { childList: true, subtree: true });
  withoutTableRoles(host);
  onChange(async () => {
    // Without a connection the board stays as it is; the panel has said so.
    const { resources, events } = await read(host).catch(() => ({}));
    if (!events) return;
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
