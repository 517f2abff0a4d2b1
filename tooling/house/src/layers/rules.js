import { exceptions } from "@twist-tooling/eslint/exceptions";
import { applications } from "../packages.js";

/** @typedef {import("dependency-cruiser").IForbiddenRuleType} ForbiddenRule */

/** The rooms of core, lowest first: each may import those before it. */
const coreLayers = [
  "errors",
  "deferred",
  "wire",
  "logging",
  "transport",
  "protocol",
  "reactor",
  "endpoint",
  "cred",
  "filesystem",
  "application",
  "testing",
];

/** The rooms of a protocol package, lowest first. Server and client stand side by side. */
const protocolLayers = [["wire"], ["machine"], ["server", "client"]];

const networkModules = [
  "child_process",
  "cluster",
  "dgram",
  "dns",
  "http",
  "http2",
  "https",
  "net",
  "timers",
  "tls",
  "worker_threads",
];
const ambient = `^(${networkModules.join("|")})(/|$)`;
const protocolPackage = `^packages/(?!(?:core|${applications.join("|")})/)([^/]+)`;

/** @type {ForbiddenRule[]} */
export const rules = [
  {
    name: "no-cycles",
    comment: "Modules that need each other are one module: move what both need below both. Types count.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  ...coreLayers.slice(0, -1).map((layer, index) => ({
    name: `core-layer-${layer}`,
    comment: `core/src/${layer} imports only ${["itself", ...coreLayers.slice(0, index)].join(", ")}.`,
    severity: /** @type {const} */ ("error"),
    from: { path: `^packages/core/src/${layer}/` },
    to: { path: `^packages/core/src/(index\\.ts$|(${coreLayers.slice(index + 1).join("|")})/)` },
  })),
  {
    name: "core-rooms",
    comment: "A room of core that has no place among the layers: give it one in tooling/house/src/layers/rules.js.",
    severity: "error",
    from: { path: `^packages/core/src/(?!index\\.ts$|(${coreLayers.join("|")})/)` },
    to: {},
  },
  {
    name: "core-wire-is-pure",
    comment: "core/src/wire imports errors/ and itself: protocol packages may import it where nothing else may be.",
    severity: "error",
    from: { path: "^packages/core/src/wire/" },
    to: { pathNot: "^packages/core/src/(errors|wire)/|^buffer$" },
  },
  {
    name: "core-stands-alone",
    comment: "core imports no other package.",
    severity: "error",
    from: { path: "^packages/core/src/" },
    to: { path: "^packages/(?!core/)" },
  },
  {
    name: "protocol-only-on-core",
    comment: "A protocol package imports core and no other package; what composes several is an application.",
    severity: "error",
    from: { path: `${protocolPackage}/(src|test)/` },
    to: { path: "^packages/", pathNot: "^packages/(core|$1)/" },
  },
  {
    name: "package-from-outside",
    comment: "Another package is imported by its name, never by a path into its folder.",
    severity: "error",
    from: { path: "^(packages/[^/]+)/" },
    to: { path: "^packages/", pathNot: "^$1/", dependencyTypes: ["local"] },
  },
  ...protocolLayers.slice(0, -1).map((rooms, index) => ({
    name: `protocol-layer-${rooms.join("-")}`,
    comment: "Data flows wire → machine → server or client: a lower room knows nothing of a higher one.",
    severity: /** @type {const} */ ("error"),
    from: { path: `${protocolPackage}/src/(${rooms.join("|")})/` },
    to: {
      path: `^packages/$1/src/(index\\.ts$|plugin\\.ts$|(${protocolLayers
        .slice(index + 1)
        .flat()
        .join("|")})/)`,
    },
  })),
  {
    name: "sans-io-reaches-no-io",
    comment: "What wire/ and machine/ import, at whatever distance, knows no transport, clock or network either.",
    severity: "error",
    from: { path: "^packages/[^/]+/src/(wire|machine)/" },
    to: {
      path: `${ambient}|^packages/core/src/(?!errors/|wire/)`,
      reachable: true,
    },
  },
  {
    name: "only-the-node-reactor-touches-the-world",
    comment: "Network, processes and timers are used through a Reactor; core/src/reactor/node is where it ends.",
    severity: "error",
    from: {
      path: "^packages/[^/]+/src/",
      pathNot: ["^packages/core/src/reactor/node/", ...exceptions.map(({ file }) => `^${file}$`)],
    },
    to: { path: ambient, dependencyTypes: ["core"], dependencyTypesNot: ["type-only"] },
  },
  {
    name: "src-stands-alone",
    comment: "What is published imports neither tests nor tooling.",
    severity: "error",
    from: { path: "^packages/[^/]+/src/" },
    to: { path: "^tooling/|^packages/[^/]+/test/" },
  },
  {
    name: "no-dev-dependency-in-src",
    comment: "What is published can't import a devDependency: users won't have it.",
    severity: "error",
    from: { path: "^packages/[^/]+/src/" },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
  },
  {
    name: "resolvable",
    comment: "An import that leads nowhere would escape every other rule.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
];
