import { isDeepStrictEqual } from "node:util";

/** @typedef {import("./check-manifests.js").Manifest} Manifest */

/**
 * `publishConfig.exports` replaces `exports` in the tarball. They must say the same but for the condition that leads
 * to our sources, which is for this workspace alone.
 *
 * @param {Manifest} manifest
 * @returns {string[]} One text for each violation.
 */
export function checkExports(manifest) {
  const expected = Object.fromEntries(
    Object.entries(manifest.exports ?? {}).map(([subpath, target]) => {
      if (typeof target === "string") return [subpath, target];
      const { "@twist/source": _source, ...published } = target;
      return [subpath, published];
    }),
  );
  const { access, exports } = manifest.publishConfig ?? {};
  const violations = [];
  if (access !== "public") violations.push('publishConfig.access is not "public"');
  if (!isDeepStrictEqual(exports, expected)) {
    violations.push(`publishConfig.exports is not exports without @twist/source: ${JSON.stringify(expected)}`);
  }
  return violations;
}
