import { globalUses } from "./globals.js";
import { imports } from "./imports.js";

const modules = new Set([
  "child_process",
  "cluster",
  "dgram",
  "dns",
  "dns/promises",
  "http",
  "http2",
  "https",
  "net",
  "tls",
  "worker_threads",
]);
const globals = new Set(["fetch", "WebSocket", "EventSource"]);

/**
 * The world comes through a reactor, so that the simulator can stand in for it. Types of these modules may be named,
 * since nothing of them is left when the program runs.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const noAmbientIO = {
  meta: {
    type: "problem",
    schema: [
      {
        type: "object",
        properties: { allow: { type: "array", items: { type: "string" } } },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allow: [] }],
    messages: {
      ambient:
        "{{name}} belongs to core/src/reactor/node: go through a Reactor, so that this runs on every transport and in the simulator.",
    },
  },
  create(context) {
    const allowed = new Set(/** @type {{ allow: string[] }} */ (context.options[0]).allow);
    /** @param {string} name @param {any} node */
    const report = (name, node) => {
      if (!allowed.has(name)) context.report({ node, messageId: "ambient", data: { name } });
    };
    return {
      ...imports((specifier, node, typeOnly) => {
        const name = specifier.replace(/^node:/, "");
        if (!typeOnly && modules.has(name)) report(`node:${name}`, node);
      }),
      "Program:exit"() {
        for (const { name, node } of globalUses(context, globals)) report(name, node);
      },
    };
  },
};
