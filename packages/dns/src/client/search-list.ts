import { DNSError } from "../wire/dns-error.js";
import type { Name } from "../wire/name.js";
import { nameOfText } from "./name-of-text.js";

/** How short names are completed. */
export interface SearchList {
  readonly domains: readonly Name[];
  /** A name with at least so many dots is tried as it is before the list. */
  readonly ndots: number;
}

/**
 * The names that `text` may stand for, in the order in which they are tried (resolv.conf(5)). One that ends in a dot stands for
 * itself, and so do a `Name` and what is known without asking anybody. Throws a `DNSLookupError` with code `"BAD_NAME"` for what is no name.
 */
export function candidates(
  text: Name | string,
  { domains, ndots }: SearchList,
  isKnown: (name: Name) => boolean,
): Name[] {
  if (typeof text !== "string") return [text];
  const absolute = nameOfText(text);
  if (endsInDot(text) || isKnown(absolute)) return [absolute];
  const longer = domains.flatMap((domain) => {
    const name = joined(absolute, domain);
    return name === undefined ? [] : [name];
  });
  return absolute.labelCount - 1 >= ndots ? [absolute, ...longer] : [...longer, absolute];
}

/** A dot behind a backslash belongs to the label. */
function endsInDot(text: string): boolean {
  if (!text.endsWith(".")) return false;
  let backslashes = 0;
  while (text.charCodeAt(text.length - 2 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 0;
}

function joined(name: Name, domain: Name): Name | undefined {
  try {
    return name.concat(domain);
  } catch (error) {
    // It would be too long.
    if (error instanceof DNSError) return undefined;
    throw error;
  }
}
