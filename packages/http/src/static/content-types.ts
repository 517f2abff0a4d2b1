/**
 * The media type of a file, by the last extension of its name: what browsers and tools need told rightly, and nothing that they would execute by mistake.
 * Text is UTF-8: any other charset in a file of today is the exception, and is the site's to name.
 */
const TYPES = new Map<string, string>();

function add(type: string, extensions: string): void {
  for (const extension of extensions.split(" ")) TYPES.set(extension, type);
}

add("text/html; charset=utf-8", "html htm");
add("application/xhtml+xml; charset=utf-8", "xhtml");
add("text/css; charset=utf-8", "css");
add("text/javascript; charset=utf-8", "js mjs cjs");
add("application/json; charset=utf-8", "json map");
add("application/manifest+json; charset=utf-8", "webmanifest");
add("application/ld+json; charset=utf-8", "jsonld");
add("application/xml; charset=utf-8", "xml xsl");
add("application/rss+xml; charset=utf-8", "rss");
add("application/atom+xml; charset=utf-8", "atom");
add("text/plain; charset=utf-8", "txt text log conf ini");
add("text/markdown; charset=utf-8", "md markdown");
add("text/csv; charset=utf-8", "csv");
add("text/calendar; charset=utf-8", "ics");
add("text/vcard; charset=utf-8", "vcf");
add("text/vtt; charset=utf-8", "vtt");
add("application/yaml; charset=utf-8", "yaml yml");
add("application/wasm", "wasm");
add("application/pdf", "pdf");
add("application/rtf", "rtf");
add("application/epub+zip", "epub");
add("application/zip", "zip");
add("application/gzip", "gz tgz");
add("application/x-tar", "tar");
add("application/x-bzip2", "bz2");
add("application/x-xz", "xz");
add("application/zstd", "zst");
add("application/x-7z-compressed", "7z");
add("application/java-archive", "jar");
add("application/octet-stream", "bin exe dmg iso img deb rpm msi");
add("image/png", "png");
add("image/apng", "apng");
add("image/jpeg", "jpg jpeg");
add("image/gif", "gif");
add("image/webp", "webp");
add("image/avif", "avif");
add("image/svg+xml; charset=utf-8", "svg");
add("image/bmp", "bmp");
add("image/tiff", "tif tiff");
add("image/vnd.microsoft.icon", "ico");
add("font/woff", "woff");
add("font/woff2", "woff2");
add("font/ttf", "ttf");
add("font/otf", "otf");
add("audio/mpeg", "mp3");
add("audio/ogg", "oga ogg opus");
add("audio/wav", "wav");
add("audio/flac", "flac");
add("audio/aac", "aac");
add("audio/mp4", "m4a");
add("video/mp4", "mp4 m4v");
add("video/webm", "webm");
add("video/ogg", "ogv");
add("video/quicktime", "mov");
add("video/x-matroska", "mkv");
add("application/vnd.apple.mpegurl", "m3u8");
add("application/dash+xml; charset=utf-8", "mpd");

/** What nothing is known of: to be saved, not shown. */
const UNKNOWN_CONTENT_TYPE = "application/octet-stream";

/** The Content-Type for a file of this name; `application/octet-stream` where the extension says nothing. */
export function contentTypeOf(name: string): string {
  const dot = name.lastIndexOf(".");
  if (dot < 0) return UNKNOWN_CONTENT_TYPE;
  return TYPES.get(name.substring(dot + 1).toLowerCase()) ?? UNKNOWN_CONTENT_TYPE;
}

/** Whether content of this type gets smaller by being compressed. */
export function isCompressible(contentType: string): boolean {
  return contentType.includes("charset=") || contentType === "application/wasm" || contentType.startsWith("font/ttf");
}
