/**
 * Endpoint descriptions, in Twisted's grammar:
 *
 *     description = prefix *( ":" argument )
 *     argument    = value / key "=" value
 *
 * A backslash takes the special meaning from the `:`, `=` or `\` after it. Besides, what begins with `[`, at the
 * start of a value or after a comma in it, runs to its `]`, colons and all, so that IPv6 addresses can be written as everywhere
 * else: `tcp:[::1]:80`.
 */

import { EndpointDescriptionError } from "./endpoint-error.js";

/** One argument of a description; `key` is `undefined` where it stands by its position. */
export interface DescriptionArgument {
  readonly key: string | undefined;
  readonly value: string;
  /** Where the argument begins in the text. */
  readonly offset: number;
}

export interface Description {
  /** The whole text, for error messages. */
  readonly text: string;
  readonly prefix: string;
  readonly args: readonly DescriptionArgument[];
}

/** Splits `text`. @throws {EndpointDescriptionError} */
export function parseDescription(text: string): Description {
  const pieces = splitArguments(text);
  const [first, ...args] = pieces;
  if (first === undefined || first.key !== undefined || !/^[a-z][a-z0-9+.-]*$/.test(first.value)) {
    throw new EndpointDescriptionError(
      `"${text}" is no endpoint description: it must begin with a prefix such as "tcp:" or "unix:", for example "tcp:8080".`,
    );
  }
  return { text, prefix: first.value, args: isNothing(args) ? [] : args };
}

/** `stdio:` has no arguments, and not one that is empty. */
function isNothing(args: readonly DescriptionArgument[]): boolean {
  const [only] = args;
  return args.length === 1 && only?.key === undefined && only?.value === "";
}

/** Escapes `value` so that it stands for itself inside a description. */
export function quoteArgument(value: string): string {
  return value.replace(/[\\:=[]/g, "\\$&");
}

function splitArguments(text: string): DescriptionArgument[] {
  const args: DescriptionArgument[] = [];
  let key: string | undefined;
  let value = "";
  let offset = 0;
  let index = 0;
  while (index < text.length) {
    const char = text.charAt(index);
    if (char === "\\") {
      if (index + 1 === text.length) {
        throw new EndpointDescriptionError(
          `"${text}" ends in a backslash that escapes nothing. Write "\\\\" for a backslash.`,
        );
      }
      value += text.charAt(index + 1);
      index += 2;
    } else if (char === ":") {
      args.push({ key, value, offset });
      key = undefined;
      value = "";
      index += 1;
      offset = index;
    } else if (char === "=" && key === undefined) {
      key = value;
      value = "";
      index += 1;
    } else if (char === "[" && (value === "" || value.endsWith(","))) {
      const close = text.indexOf("]", index);
      if (close === -1) throw new EndpointDescriptionError(`"${text}" has a "[" without its "]".`);
      value += text.slice(index + 1, close);
      index = close + 1;
    } else {
      value += char;
      index += 1;
    }
  }
  args.push({ key, value, offset });
  return args;
}
