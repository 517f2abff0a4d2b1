/** @typedef {import("eslint").Rule.RuleContext} RuleContext */
/** @typedef {import("eslint").Rule.Node} Node */

/**
 * Every place where a file uses one of the given globals as a value: by its bare name or as a property of `globalThis`
 * or `global`. A local variable of the same name, and a type of that name, are something else.
 *
 * @param {RuleContext} context
 * @param {ReadonlySet<string>} names
 * @returns {{ name: string, node: Node }[]} `node` is the identifier, or the whole `globalThis.name`.
 */
export function globalUses(context, names) {
  const scope = context.sourceCode.scopeManager.globalScope;
  if (scope === null) return [];
  const references = [
    ...scope.through,
    ...scope.variables.filter(({ defs }) => defs.length === 0).flatMap((variable) => variable.references),
  ];
  /** @type {Map<Node, { name: string, node: Node }>} */
  const uses = new Map();
  for (const reference of references) {
    // `isTypeReference` is the TypeScript parser's addition.
    const { isTypeReference, isValueReference } = /** @type {any} */ (reference);
    if (isTypeReference === true && isValueReference !== true) continue;
    const node = /** @type {any} */ (reference.identifier);
    if (names.has(node.name)) uses.set(node, { name: node.name, node });
    if (node.name !== "globalThis" && node.name !== "global") continue;
    const name = propertyName(node.parent, node);
    if (name !== undefined && names.has(name)) uses.set(node.parent, { name, node: node.parent });
  }
  return [...uses.values()];
}

/**
 * The name in `object.name` or `object["name"]`.
 *
 * @param {any} member
 * @param {unknown} object
 * @returns {string | undefined}
 */
export function propertyName(member, object) {
  if (member?.type !== "MemberExpression" || member.object !== object) return undefined;
  return member.computed ? member.property.value : member.property.name;
}
