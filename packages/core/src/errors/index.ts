export { TwistError, isTwistError, type TwistErrorOptions } from "./twist-error.js";
