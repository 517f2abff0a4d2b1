/** The one option of the house's rules: `allow`, the names that a file may use all the same. */
export const allowOption = {
  schema: [
    {
      type: /** @type {const} */ ("object"),
      properties: { allow: { type: /** @type {const} */ ("array"), items: { type: /** @type {const} */ ("string") } } },
      additionalProperties: false,
    },
  ],
  defaultOptions: [{ allow: /** @type {string[]} */ ([]) }],
};

/**
 * What a rule's context allows.
 *
 * @param {import("eslint").Rule.RuleContext} context
 * @returns {readonly string[]}
 */
export function allowedNames(context) {
  return /** @type {{ allow: string[] }} */ (context.options[0]).allow;
}
