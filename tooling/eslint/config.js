import eslintComments from "@eslint-community/eslint-plugin-eslint-comments";
import js from "@eslint/js";
import tseslint from "typescript-eslint";
import { exceptions as listed } from "./exceptions.js";
import { house } from "./plugin.js";

/** @typedef {import("./exceptions.js").Exception} Exception */

const sources = "packages/*/src/**/*.ts";
const tests = ["packages/*/test/**/*.ts", "tooling/*/test/**/*.{ts,js}"];
const sansIO = ["packages/*/src/wire/**/*.ts", "packages/*/src/machine/**/*.ts"];
const scripts = ["**/*.{js,mjs}"];

/** Of Node's globals, those that the scripts use. */
const nodeGlobals = Object.fromEntries(
  ["process", "console", "performance", "Buffer", "URL", "setInterval", "clearInterval"].map((name) => [
    name,
    "readonly",
  ]),
);

/** The only places of the published packages that may touch clock, network and processes. */
const nodeReactor = ["packages/core/src/reactor/node/**/*.ts", "packages/core/test/reactor/node/**/*.ts"];

/**
 * The ESLint configuration of the whole workspace.
 *
 * @param {string} root The workspace's top folder.
 * @param {readonly Exception[]} [exceptions]
 * @returns {import("eslint").Linter.Config[]}
 */
export function eslintConfig(root, exceptions = listed) {
  return /** @type {import("eslint").Linter.Config[]} */ ([
    { ignores: ["**/dist/**", "**/coverage/**", "**/.cache/**", "**/.turbo/**", "tooling/house/test/fixtures/**"] },
    { linterOptions: { reportUnusedDisableDirectives: "error" } },
    js.configs.recommended,
    ...tseslint.configs.strictTypeChecked,
    ...tseslint.configs.stylisticTypeChecked,
    {
      languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
      plugins: { house, "eslint-comments": eslintComments },
      rules: everywhere,
    },
    { files: [sources], rules: inSources },
    { files: [sources, ...tests.slice(0, 1)], ignores: nodeReactor, rules: { "house/no-ambient-time": "error" } },
    { files: [sources], ignores: nodeReactor, rules: { "house/no-ambient-io": "error" } },
    { files: sansIO, rules: { "house/sans-io": "error" } },
    // A family of errors, of a few lines each, reads best together.
    { files: ["packages/*/src/**/*-errors.ts"], rules: { "house/one-exported-class": "off" } },
    // So do the two ends of a SASL mechanism.
    { files: ["packages/core/src/cred/sasl/*.ts"], rules: { "house/one-exported-class": "off" } },
    // The suites that others run are tests in all but their place.
    { files: ["packages/core/src/testing/**/*.ts"], rules: { "@typescript-eslint/unbound-method": "off" } },
    // The command is there to print.
    { files: ["packages/cli/src/**/*.ts"], rules: { "no-console": "off" } },
    { files: tests, rules: inTests },
    { ...tseslint.configs.disableTypeChecked, files: scripts },
    { files: scripts, languageOptions: { globals: nodeGlobals } },
    // What a script's values are, its JSDoc says, and the type check holds it to that.
    { files: scripts, rules: { "@typescript-eslint/no-explicit-any": "off" } },
    ...exceptions.map(({ file, allow }) => ({
      files: [file],
      rules: Object.fromEntries(
        ["house/no-ambient-time", "house/no-ambient-io", "house/sans-io"]
          .filter((rule) => rule !== "house/sans-io" || /\/(wire|machine)\//.test(file))
          .map((rule) => [rule, ["error", { allow }]]),
      ),
    })),
  ]);
}

const deferred = { from: "package", name: "Deferred", package: "@twist/core" };

/** @type {import("eslint").Linter.RulesRecord} */
const everywhere = {
  eqeqeq: "error",
  // Control characters are what protocols are made of.
  "no-control-regex": "off",
  "house/file-name": "error",
  "eslint-comments/require-description": ["error", { ignore: ["eslint-enable"] }],
  "@typescript-eslint/consistent-type-imports": "error",
  // A getter on the prototype costs nothing in each instance.
  "@typescript-eslint/class-literal-property-style": "off",
  "@typescript-eslint/no-invalid-void-type": ["error", { allowAsThisParameter: true }],
  // An empty body is how a default method and a deliberately ignored result look.
  "@typescript-eslint/no-empty-function": "off",
  "@typescript-eslint/no-extraneous-class": ["error", { allowEmpty: true }],
  // A Deferred reports its own unhandled error, so it may be left alone.
  "@typescript-eslint/no-floating-promises": ["error", { allowForKnownSafePromises: [deferred] }],
  "@typescript-eslint/no-confusing-void-expression": [
    "error",
    { ignoreArrowShorthand: true, ignoreVoidOperator: true },
  ],
  "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: "only-allowed-literals" }],
  "@typescript-eslint/no-unused-vars": [
    "error",
    { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "all" },
  ],
  "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
  // What a peer or a callback threw is passed on as it is, whatever it is.
  "@typescript-eslint/only-throw-error": ["error", { allowThrowingUnknown: true }],
  "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
};

/** @type {import("eslint").Linter.RulesRecord} */
const inSources = {
  "house/no-index-import": "error",
  "house/one-exported-class": "error",
  "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
  "@typescript-eslint/max-params": ["error", { max: 4 }],
  // Libraries never print.
  "no-console": "error",
  "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
};

/** @type {import("eslint").Linter.RulesRecord} */
const inTests = {
  // In a test, a wrong guess is a failed test.
  "@typescript-eslint/no-non-null-assertion": "off",
  // A double has the shape that its interface asks for, whether it waits or not.
  "@typescript-eslint/require-await": "off",
  // `expect(double.method)` never calls it.
  "@typescript-eslint/unbound-method": "off",
  // What code does with the wrong type is a thing to test, and fast-check's and jest's own types hold `any`.
  "@typescript-eslint/no-unsafe-argument": "off",
  "@typescript-eslint/no-unsafe-assignment": "off",
};
