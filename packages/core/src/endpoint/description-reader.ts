import type { Description, DescriptionArgument } from "./description.js";
import { EndpointDescriptionError } from "./endpoint-error.js";

/**
 * Takes the arguments out of a description one by one, each by its position or its name, and says clearly which one is
 * wrong. `finish` refuses what nobody took, so that a mistyped option is never ignored.
 */
export class DescriptionReader {
  readonly description: Description;
  readonly #positional: DescriptionArgument[];
  readonly #named = new Map<string, string>();
  readonly #nestedText: string | undefined;
  readonly #known: string[] = [];

  /**
   * @param ownPositional For a description that wraps another: how many arguments by position are its own. What begins with the next
   *   one is the description inside, which `nested` gives.
   */
  constructor(description: Description, ownPositional = Number.POSITIVE_INFINITY) {
    this.description = description;
    const own = ownArguments(description.args, ownPositional);
    const nested = description.args[own.length];
    this.#nestedText = nested === undefined ? undefined : description.text.slice(nested.offset);
    this.#positional = own.filter((arg) => arg.key === undefined);
    for (const { key, value } of own) {
      if (key === undefined) continue;
      if (this.#named.has(key)) throw this.error(`"${key}=" is given twice`);
      this.#named.set(key, value);
    }
  }

  /** The description inside this one. */
  nested(example: string): string {
    if (this.#nestedText === undefined) {
      throw this.error(`the endpoint inside is missing, for example "${this.description.prefix}:…${example}"`);
    }
    return this.#nestedText;
  }

  /** An error about this description; `problem` is the middle of the sentence. */
  error(problem: string): EndpointDescriptionError {
    return new EndpointDescriptionError(`In the endpoint "${this.description.text}": ${problem}.`);
  }

  /** The next argument that stands by its position, or else the one named `name`. */
  text(name: string): string | undefined {
    this.#known.push(name);
    const named = this.#named.get(name);
    if (named !== undefined) {
      this.#named.delete(name);
      return named;
    }
    return this.#positional.shift()?.value;
  }

  /** As `text`, but it has to be there. */
  requiredText(name: string, what: string): string {
    const value = this.text(name);
    if (value === undefined || value === "") throw this.error(`${what} is missing`);
    return value;
  }

  /** An option that is only ever given by name. */
  option(name: string): string | undefined {
    this.#known.push(name);
    const value = this.#named.get(name);
    this.#named.delete(name);
    return value;
  }

  /** A port number, by position or as `port=`. */
  port(smallest: 0 | 1): number {
    const text = this.requiredText("port", "the port");
    const port = wholeNumber(text);
    if (port === undefined || port < smallest || port > 65_535) {
      throw this.error(`the port "${text}" is not a whole number from ${String(smallest)} to 65535`);
    }
    return port;
  }

  /** A whole number given by name. */
  integer(name: string, smallest: number, largest: number): number | undefined {
    const text = this.option(name);
    if (text === undefined) return undefined;
    const value = wholeNumber(text);
    if (value === undefined || value < smallest || value > largest) {
      throw this.error(`"${name}=${text}" is not a whole number from ${String(smallest)} to ${String(largest)}`);
    }
    return value;
  }

  /** `yes` or `no`, given by name. */
  yesNo(name: string): boolean | undefined {
    const text = this.option(name);
    if (text === undefined) return undefined;
    if (text !== "yes" && text !== "no") throw this.error(`"${name}=${text}" is neither "yes" nor "no"`);
    return text === "yes";
  }

  /** One of `choices`, given by name. */
  choice<C extends string>(name: string, choices: readonly C[]): C | undefined {
    const text = this.option(name);
    if (text === undefined) return undefined;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw this.error(`"${name}=${text}" is none of ${choices.join(", ")}`);
    return found;
  }

  /** Items separated by commas, given by name. */
  list(name: string): readonly string[] | undefined {
    const text = this.option(name);
    if (text === undefined) return undefined;
    return text.split(",").filter((item) => item !== "");
  }

  /** All arguments by position that are left. */
  rest(): readonly string[] {
    return this.#positional.splice(0).map((arg) => arg.value);
  }

  /** Refuses whatever nobody took. */
  finish(): void {
    const [unknown] = this.#named.keys();
    if (unknown !== undefined) {
      const known = this.#known.length === 0 ? "it takes no options" : `it takes ${this.#known.join(", ")}`;
      throw this.error(`"${unknown}=" is no option of "${this.description.prefix}:" (${known})`);
    }
    const [extra] = this.#positional;
    if (extra !== undefined) throw this.error(`"${extra.value}" is one argument too many`);
  }
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function ownArguments(args: readonly DescriptionArgument[], ownPositional: number): readonly DescriptionArgument[] {
  let positional = 0;
  const end = args.findIndex((arg) => {
    if (arg.key === undefined) positional += 1;
    return positional > ownPositional;
  });
  return end === -1 ? args : args.slice(0, end);
}
