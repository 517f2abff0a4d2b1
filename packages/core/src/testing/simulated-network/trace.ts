/** Takes a line about something that happens. There is none where nobody keeps a trace, so that the line need not be made. */
export type Trace = (text: string) => void;
