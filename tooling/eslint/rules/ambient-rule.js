import { allowedNames, allowOption } from "./allow-option.js";
import { globalUses } from "./globals.js";
import { imports } from "./imports.js";

/**
 * A rule against what is there without being handed in: modules of Node's (their types may be named, since nothing of them is
 * left when the program runs) and globals.
 *
 * @param {object} forbidden
 * @param {string} forbidden.message
 * @param {ReadonlySet<string>} forbidden.modules Without `node:`.
 * @param {ReadonlySet<string>} forbidden.globals
 * @param {(context: import("eslint").Rule.RuleContext, report: (name: string, node: any) => void) => void} [forbidden.more]
 * @returns {import("eslint").Rule.RuleModule}
 */
export function ambientRule({ message, modules, globals, more }) {
  return {
    meta: { type: "problem", ...allowOption, messages: { ambient: message } },
    create(context) {
      const allowed = new Set(allowedNames(context));
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
          more?.(context, report);
        },
      };
    },
  };
}
