/** @typedef {import("eslint").Rule.RuleListener} RuleListener */
/** @typedef {import("eslint").Rule.Node} Node */

/**
 * @callback OnImport
 * @param {string} specifier
 * @param {Node} node Where to report.
 * @param {boolean} typeOnly Whether nothing of it is left when the program runs.
 * @returns {void}
 */

/**
 * Listens to every way in which a file can name another module: import, export from, `import()`, `import("x")` as a
 * type, `import x = require("x")`, `require("x")` and `process.getBuiltinModule("x")`.
 *
 * @param {OnImport} onImport
 * @returns {RuleListener}
 */
export function imports(onImport) {
  /**
   * @param {any} source A literal, or what else stands in its place.
   * @param {any} node
   * @param {boolean} typeOnly
   */
  const report = (source, node, typeOnly) => {
    if (typeof source?.value === "string") onImport(source.value, node, typeOnly);
  };
  return /** @type {RuleListener} */ ({
    ImportDeclaration: (/** @type {any} */ node) => {
      report(node.source, node, node.importKind === "type");
    },
    ExportNamedDeclaration: (/** @type {any} */ node) => {
      report(node.source, node, node.exportKind === "type");
    },
    ExportAllDeclaration: (/** @type {any} */ node) => {
      report(node.source, node, node.exportKind === "type");
    },
    ImportExpression: (/** @type {any} */ node) => {
      report(node.source, node, false);
    },
    TSImportType: (/** @type {any} */ node) => {
      report(node.source, node, true);
    },
    TSExternalModuleReference: (/** @type {any} */ node) => {
      report(node.expression, node, false);
    },
    CallExpression: (/** @type {any} */ node) => {
      const { callee } = node;
      const isRequire = callee.type === "Identifier" && callee.name === "require";
      const isBuiltin = callee.type === "MemberExpression" && callee.property.name === "getBuiltinModule";
      if (isRequire || isBuiltin) report(node.arguments[0], node, false);
    },
  });
}
