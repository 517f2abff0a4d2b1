import { allowedNames, allowOption } from "./allow-option.js";
import { globalUses } from "./globals.js";
import { imports } from "./imports.js";

const always = ["@twist/core/wire", "node:buffer"];
const globals = new Set(["process", "console", "crypto", "queueMicrotask", "fetch", "WebSocket", "EventSource"]);

/**
 * `wire/` and `machine/` turn bytes into values and back. They import their own package and `@twist/core/wire`,
 * nothing else, types included; `allow` adds modules that are pure (node:crypto for a hash). What the files that they
 * import import in turn is dependency-cruiser's part.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const sansIO = {
  meta: {
    type: "problem",
    ...allowOption,
    messages: {
      module: "wire/ and machine/ are sans-I/O: they import their own package and @twist/core/wire, not {{name}}.",
      global: "wire/ and machine/ are sans-I/O: they take what they need as an argument, not from {{name}}.",
    },
  },
  create(context) {
    const allowed = new Set([...always, ...allowedNames(context)]);
    return {
      ...imports((name, node) => {
        if (!/^\.\.?\//.test(name) && !allowed.has(name)) context.report({ node, messageId: "module", data: { name } });
      }),
      "Program:exit"() {
        for (const { name, node } of globalUses(context, globals)) {
          if (!allowed.has(name)) context.report({ node, messageId: "global", data: { name } });
        }
      },
    };
  },
};
