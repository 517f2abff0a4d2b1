/** Debian's own, whatever else is called `python3` here. */
export const python = "/usr/bin/python3";
