import { basename } from "node:path";

const vague = new Set(["utils", "util", "helpers", "helper", "common", "misc"]);

/**
 * A file is named in kebab-case for what it exports; a name that fits everything says nothing.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const fileName = {
  meta: {
    type: "suggestion",
    schema: [],
    messages: {
      kebab: "{{name}}: file names are kebab-case.",
      vague: "{{name}}: name the file for what it exports.",
    },
  },
  create(context) {
    return {
      Program(node) {
        const name = basename(context.filename);
        const stem = name.replace(/\.[cm]?[jt]sx?$/, "");
        if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(stem)) context.report({ node, messageId: "kebab", data: { name } });
        if (vague.has(stem)) context.report({ node, messageId: "vague", data: { name } });
      },
    };
  },
};
