/** The parameter that one segment of a pattern stands for. */
type SegmentParams<Segment extends string> = Segment extends `:${infer Name}`
  ? Readonly<Record<Name, string>>
  : Segment extends `*${infer Name}`
    ? Readonly<Record<Name, readonly string[]>>
    : unknown;

/**
 * What a route's handler gets for its pattern, read off the pattern's text: `PathParams<"/users/:id/*rest">` is
 * `{ readonly id: string } & { readonly rest: readonly string[] }`.
 */
export type PathParams<Pattern extends string> = string extends Pattern
  ? Readonly<Record<string, string | readonly string[]>>
  : Pattern extends `${infer Segment}/${infer Rest}`
    ? SegmentParams<Segment> & PathParams<Rest>
    : SegmentParams<Pattern>;
