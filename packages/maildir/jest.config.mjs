import { jestConfig } from "@twist-tooling/jest";

export default jestConfig("maildir");
