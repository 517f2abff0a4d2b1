/**
 * A comma-separated list inside of a SvcParam's value (RFC 9460 appendix A.1), once the escapes of the character-string around it
 * are gone: `\,` is a comma in an item, `\\` a backslash.
 */

/** The items; `undefined` where one is empty, or a backslash stands before anything else. */
export function parseValueList(text: string): string[] | undefined {
  const items: string[] = [];
  let item = "";
  for (let i = 0; i < text.length; i++) {
    let character = text.charAt(i);
    if (character === ",") {
      if (item === "") return undefined;
      items.push(item);
      item = "";
      continue;
    }
    if (character === "\\") {
      i += 1;
      character = text.charAt(i);
      if (character !== "," && character !== "\\") return undefined;
    }
    item += character;
  }
  if (item === "") return undefined;
  items.push(item);
  return items;
}

export function formatValueList(items: readonly string[]): string {
  return items.map((item) => item.replace(/[\\,]/g, "\\$&")).join(",");
}
