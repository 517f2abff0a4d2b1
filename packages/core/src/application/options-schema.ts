/**
 * What a plugin can be told, as data: from one description come the command line's options with their help, the checks on a
 * configuration file, and the TypeScript type of what the plugin is given.
 */

interface BaseOption {
  /** What it does, in one line, for `--help`. */
  readonly description: string;
  /** It must be given. @default false */
  readonly required?: boolean;
}

interface ValueOption extends BaseOption {
  /** What the value stands for in `--help`: `--root DIR`. @default the type's own word */
  readonly valueName?: string;
  /** It may be given several times; the plugin gets an array, empty where it isn't given. @default false */
  readonly repeatable?: boolean;
}

/** Any text. */
export interface TextOption extends ValueOption {
  readonly type: "text";
  readonly default?: string;
  /** The only values that it may have. */
  readonly choices?: readonly string[];
}

/** The name of a file or directory. In a configuration file it counts from where that file is. */
export interface PathOption extends ValueOption {
  readonly type: "path";
  readonly default?: string;
}

/** An endpoint description, such as `tcp:8080`. */
export interface EndpointOption extends ValueOption {
  readonly type: "endpoint";
  readonly default?: string;
}

export interface IntegerOption extends ValueOption {
  readonly type: "integer";
  readonly min?: number;
  readonly max?: number;
  readonly default?: number;
}

/** A switch: off unless it is given. */
export interface FlagOption extends BaseOption {
  readonly type: "flag";
}

export type Option = TextOption | PathOption | EndpointOption | IntegerOption | FlagOption;

/** A plugin's options by name. Names are camelCase; the command line writes `hostKey` as `--host-key`. */
export type OptionsSchema = Readonly<Record<string, Option>>;

type SingleValue<O extends Option> = O extends { readonly type: "flag" }
  ? boolean
  : O extends { readonly type: "integer" }
    ? number
    : string;

type OptionValue<O extends Option> = O extends { readonly repeatable: true }
  ? readonly SingleValue<O>[]
  : O extends { readonly required: true } | { readonly default: string | number } | { readonly type: "flag" }
    ? SingleValue<O>
    : SingleValue<O> | undefined;

/** What a plugin with this schema is given. */
export type OptionValues<S extends OptionsSchema> = { readonly [Name in keyof S]: OptionValue<S[Name]> };
