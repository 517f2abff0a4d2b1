import { basename, dirname, resolve } from "node:path";
import { imports } from "./imports.js";

/**
 * Inside `src/`, a file is imported by its own name: an `index.ts` says what the outside sees, and importing it from
 * within makes cycles and loads everything. Only an index may import another.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const noIndexImport = {
  meta: {
    type: "problem",
    schema: [],
    messages: { index: "Import the file that defines the name, not {{specifier}}: an index is for the outside." },
  },
  create(context) {
    if (basename(context.filename) === "index.ts") return {};
    const ownName = /[\\/]packages[\\/]([^\\/]+)[\\/]src[\\/]/.exec(context.filename)?.[1];
    return imports((specifier, node) => {
      const relative = /^\.\.?(\/|$)/.test(specifier);
      const target = relative ? basename(resolve(dirname(context.filename), specifier)) : "";
      const own =
        ownName !== undefined && (specifier === `@twist/${ownName}` || specifier.startsWith(`@twist/${ownName}/`));
      if (target === "index.js" || own) context.report({ node, messageId: "index", data: { specifier } });
    });
  },
};
