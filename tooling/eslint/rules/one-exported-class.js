/**
 * A file is named for what it exports, so it exports one class. A small class of its own that nobody else sees may
 * stand beside it.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const oneExportedClass = {
  meta: {
    type: "suggestion",
    schema: [],
    messages: { second: "A second exported class: give it a file of its own." },
  },
  create(context) {
    let seen = 0;
    return {
      "ExportNamedDeclaration > ClassDeclaration"(/** @type {import("eslint").Rule.Node} */ node) {
        seen += 1;
        if (seen > 1) context.report({ node, messageId: "second" });
      },
    };
  },
};
