/**
 * Whether `value`, which was parsed from `text`, has a member that would reach a prototype when it is copied carelessly. The value is walked only where the text
 * could hold such a name; without recursion, because JSON.parse has no limit on depth.
 */
export function findsPollution(text: string, value: unknown): boolean {
  // An escape can spell any name.
  if (!text.includes("__proto__") && !text.includes("constructor") && !text.includes("\\u")) return false;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    if (!Array.isArray(next) && isPolluted(next)) return true;
    for (const member of Object.values(next) as unknown[]) waiting.push(member);
  }
  return false;
}

function isPolluted(object: object): boolean {
  if (Object.hasOwn(object, "__proto__")) return true;
  if (!Object.hasOwn(object, "constructor")) return false;
  const { constructor } = object as { readonly constructor: unknown };
  return typeof constructor === "object" && constructor !== null && Object.hasOwn(constructor, "prototype");
}
