import type { ServiceMaker } from "@twist/core/application";

/** A plugin that was found and loaded. */
export interface Plugin {
  readonly maker: ServiceMaker;
  /** The package that brings it. */
  readonly packageName: string;
}

/** A plugin that was found but can't be used, and why. */
export interface BrokenPlugin {
  readonly packageName: string;
  /** The module that should have been one. */
  readonly modulePath: string;
  readonly reason: string;
}

export interface PluginSearch {
  /** By name, in alphabetical order. */
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly broken: readonly BrokenPlugin[];
}
