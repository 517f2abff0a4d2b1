import { eslintConfig } from "@twist-tooling/eslint";

export default eslintConfig(import.meta.dirname);
