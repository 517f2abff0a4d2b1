import { globalUses, propertyName } from "./globals.js";
import { imports } from "./imports.js";

const timers = new Set([
  "setTimeout",
  "setInterval",
  "setImmediate",
  "clearTimeout",
  "clearInterval",
  "clearImmediate",
  "performance",
]);
const modules = new Set(["timers", "timers/promises", "perf_hooks"]);

/**
 * Time comes from a reactor, so that the simulator can stand in for it. Values of type Date are fine where they come
 * from a number or a text; reading the clock isn't.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const noAmbientTime = {
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
        "{{name}} is the real clock: take a ReactorTime (or a reactor) from outside, so that tests run in virtual time.",
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
        for (const { name, node } of globalUses(context, timers)) report(name, node);
        for (const { node } of globalUses(context, new Set(["Date"]))) {
          const { parent } = /** @type {any} */ (node);
          if (propertyName(parent, node) === "now") report("Date.now", parent);
          if (parent.type === "NewExpression" && parent.callee === node && parent.arguments.length === 0)
            report("new Date()", parent);
          if (parent.type === "CallExpression" && parent.callee === node) report("Date()", parent);
        }
        for (const { node } of globalUses(context, new Set(["AbortSignal"]))) {
          const { parent } = /** @type {any} */ (node);
          if (propertyName(parent, node) === "timeout") report("AbortSignal.timeout", parent);
        }
        for (const { node } of globalUses(context, new Set(["process"]))) {
          const { parent } = /** @type {any} */ (node);
          const name = propertyName(parent, node);
          if (name === "hrtime" || name === "uptime") report(`process.${name}`, parent);
        }
      },
    };
  },
};
