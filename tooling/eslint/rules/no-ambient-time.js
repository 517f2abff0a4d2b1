import { ambientRule } from "./ambient-rule.js";
import { globalUses, propertyName } from "./globals.js";

/**
 * Time comes from a reactor, so that the simulator can stand in for it. Values of type Date are fine where they come
 * from a number or a text; reading the clock isn't.
 */
export const noAmbientTime = ambientRule({
  message:
    "{{name}} is the real clock: take a ReactorTime (or a reactor) from outside, so that tests run in virtual time.",
  modules: new Set(["timers", "timers/promises", "perf_hooks"]),
  globals: new Set([
    "setTimeout",
    "setInterval",
    "setImmediate",
    "clearTimeout",
    "clearInterval",
    "clearImmediate",
    "performance",
  ]),
  more(context, report) {
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
});
