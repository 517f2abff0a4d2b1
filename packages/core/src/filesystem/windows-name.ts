/**
 * Names that Windows takes for something else than a file of that name: a drive or an alternate data stream
 * (`C:`, `file.txt::$DATA`), a path (`a\b`), a device (`CON`, `com1.txt`, `LPT¹`), the same file under another
 * spelling (`file.txt.`, `file.txt `). LocalFileSystem refuses them there. It is a function of the text alone, so
 * that it is tested on every platform.
 */

const forbidden = /[\\/:*?"<>|\u0000-\u001f]/;

// The device is there whatever the case, and whatever stands after a dot. ¹²³ count as digits to Windows.
const device = /^(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])[ ]*(?:\..*)?$/iu;

/** Whether `name` can be a plain file or directory on Windows, and means nothing else there. */
export function isPlainWindowsName(name: string): boolean {
  return name !== "" && !forbidden.test(name) && !/[. ]$/.test(name) && !device.test(name);
}
