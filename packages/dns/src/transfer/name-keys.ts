import { Name } from "../wire/name.js";

/** What `Set`s of names hold. */
export function nameKeys(names: Iterable<Name | string>): ReadonlySet<string> {
  return new Set(Array.from(names, (name) => Name.from(name).key));
}
