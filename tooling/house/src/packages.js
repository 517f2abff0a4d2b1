/** Packages composed of others; every other package depends on core alone. */
export const applications = ["cli", "mail"];
