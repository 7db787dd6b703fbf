// Build side: what may import what in ojs/, for `make lint`. The flow ①…⑨ runs through the rooms; no import runs back up it.
// Each room may know those before it, and none after it. The messages' types (engine/protocol.js) are the wire's other end: they lie below all.
const ROOMS = [
  "ojs/engine/protocol[.]js$", "ojs/maths/", "ojs/drawing/", "ojs/trace/", "ojs/exercises/", "ojs/share/", "ojs/engine/",
  "ojs/widgets/steps/", "ojs/widgets/step/", "ojs/widgets/graph/", "ojs/widgets/save/", "ojs/widgets/share/", "ojs/widgets/program/", "ojs/widgets/cells/", "ojs/widgets/pictures/", "ojs/widgets/exercise/", "ojs/offline/", "ojs/gallery/",
];

/** A room, without what an earlier entry has taken out of it. */
const within = (room, at) => ({ path: `^${room}`, pathNot: ROOMS.slice(0, at).filter((other) => other.startsWith(room)).map((other) => `^${other}`) });

module.exports = {
  forbidden: [
    { name: "circle", comment: "Two files know each other: put what both need into a third.", severity: "error", from: {}, to: { circular: true } },
    ...ROOMS.slice(0, -1).map((room, at) => ({
      name: `upward-from-${room.replaceAll(/ojs\/|\W+$|\[.\]js/g, "")}`,
      comment: "An import runs back up the flow.",
      severity: "error",
      from: within(room, at),
      to: { path: ["^ojs/(index|standalone)[.]js$", ...ROOMS.slice(at + 1).map((other) => `^${other}`)], pathNot: ROOMS.slice(0, at + 1).map((other) => `^${other}`) },
    })),
    { name: "missing", comment: "There is no such file.", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^pyodide$|^[.]/pyodide/" } },
  ],
  options: { doNotFollow: { path: "node_modules" } },
};
