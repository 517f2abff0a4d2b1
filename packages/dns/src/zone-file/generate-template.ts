/**
 * The text with a number in it that `$GENERATE` repeats, after BIND: `$` is the number, `${offset,width,base}` the number plus an
 * offset, padded with zeros, in base d, o, x or X, or as reversed nibbles (n, N) for `ip6.arpa`; `$$` and `\$` are a dollar sign.
 */
export class GenerateTemplate {
  readonly #parts: readonly (string | Substitution)[];

  private constructor(parts: readonly (string | Substitution)[]) {
    this.#parts = parts;
  }

  /** `undefined` for a text with a `${…}` that is none. */
  static parse(text: string): GenerateTemplate | undefined {
    const parts: (string | Substitution)[] = [];
    let from = 0;
    for (let at = text.indexOf("$"); at !== -1; at = text.indexOf("$", from)) {
      const escaped = at > 0 && text.charAt(at - 1) === "\\";
      parts.push(text.slice(from, escaped ? at + 1 : at));
      from = at + 1;
      if (escaped) continue;
      if (text.charAt(from) === "$") {
        parts.push("\\$");
        from += 1;
      } else if (text.charAt(from) === "{") {
        const close = text.indexOf("}", from);
        const substitution = parseSubstitution(text.slice(from + 1, Math.max(close, from + 1)));
        if (close === -1 || substitution === undefined) return undefined;
        parts.push(substitution);
        from = close + 1;
      } else {
        parts.push(plain);
      }
    }
    parts.push(text.slice(from));
    return new GenerateTemplate(parts);
  }

  /** The text with `value` in it; `undefined` where an offset makes it negative. */
  expand(value: number): string | undefined {
    let text = "";
    for (const part of this.#parts) {
      if (typeof part === "string") {
        text += part;
        continue;
      }
      const number = value + part.offset;
      if (number < 0) return undefined;
      text += formatNumber(number, part);
    }
    return text;
  }
}

interface Substitution {
  readonly offset: number;
  readonly width: number;
  readonly base: string;
}

/** No name or number is wider. */
const MAX_WIDTH = 255;
const MAX_SUBSTITUTION_LENGTH = 32;

const plain: Substitution = { offset: 0, width: 0, base: "d" };

function parseSubstitution(text: string): Substitution | undefined {
  if (text.length > MAX_SUBSTITUTION_LENGTH) return undefined;
  const match = /^([+-]?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?$/.exec(text);
  if (match === null) return undefined;
  const [, offset = "0", width = "0", base = "d"] = match;
  return Number(width) > MAX_WIDTH ? undefined : { offset: Number(offset), width: Number(width), base };
}

function formatNumber(value: number, { width, base }: Substitution): string {
  switch (base) {
    case "o":
      return value.toString(8).padStart(width, "0");
    case "x":
      return value.toString(16).padStart(width, "0");
    case "X":
      return value.toString(16).toUpperCase().padStart(width, "0");
    case "n":
      return nibbles(value.toString(16), width);
    case "N":
      return nibbles(value.toString(16).toUpperCase(), width);
    default:
      return String(value).padStart(width, "0");
  }
}

/** Digits in reverse with dots between; the width counts both, and where it is even ends in a dot, as with BIND. */
function nibbles(hex: string, width: number): string {
  let text = "";
  for (let left = hex.length; left > 0 || text.length < width; left--) {
    text += hex.charAt(left - 1) || "0";
    if (left > 1 || text.length < width) text += ".";
  }
  return text;
}
