import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { problemAffectsResolutionKind, problemKindInfo } from "@arethetypeswrong/core/problems";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/** How users resolve us: Node's ES modules and bundlers. We publish no CommonJS and don't support resolution without `exports`. */
const resolutions = /** @type {const} */ (["node16-esm", "bundler"]);

/**
 * publint and "are the types wrong?" on a tarball.
 *
 * @param {Buffer} tarball
 * @returns {Promise<string[]>} One text for each violation.
 */
export async function checkTarball(tarball) {
  return [...(await lint(tarball)), ...(await types(tarball))];
}

/** @param {Buffer} tarball */
async function lint(tarball) {
  const data = /** @type {ArrayBuffer} */ (
    tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength)
  );
  const { messages, pkg } = await publint({ pack: { tarball: data }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
}

/** @param {Buffer} tarball */
async function types(tarball) {
  const analysis = await checkPackage(createPackageFromTarballData(tarball));
  if (analysis.types === false) return ["attw: the package has no types"];
  return analysis.problems
    .filter((problem) => resolutions.some((kind) => problemAffectsResolutionKind(problem, kind, analysis)))
    .map((problem) => {
      const where = "entrypoint" in problem ? problem.entrypoint : "a file of the package";
      return `attw: ${problem.kind} at ${where}: ${problemKindInfo[problem.kind].description}`;
    });
}
