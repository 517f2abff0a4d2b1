/**
 * A document with one of its generated parts, which stands between two comments, replaced.
 *
 * @param {string} document
 * @param {string} name
 * @param {string} content
 * @returns {string}
 */
export function replacePart(document, name, content) {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document lacks ${begin} … ${end}`);
  return `${document.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${document.slice(to)}`;
}
