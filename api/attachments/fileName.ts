/** What a name may not hold: controls, text direction, halves of characters, and what other systems give a meaning. */
const unwanted = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}"<>|:*?]/gu;
/** Characters; file systems take 255 bytes, and the end with the kind of the file has to survive. */
const longest = 200;

/** The name of a file as it is kept and offered for saving: without folders, and with nothing that disguises its kind. */
export function cleanFileName(given: string): string {
  const last = given.split(/[\\/]/).findLast((part) => part.trim() !== '') ?? '';
  const name = last
    .replaceAll(unwanted, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    // A leading dot hides a file, and one at the end is dropped by some systems.
    .replace(/^\.+|[.\s]+$/g, '');
  if (name === '') return 'file';
  const letters = Array.from(name);
  if (letters.length <= longest) return name;
  const ending = /\.[^.]{1,20}$/.exec(name)?.[0] ?? '';
  return letters.slice(0, longest - Array.from(ending).length).join('') + ending;
}

/** RFC 6266: always to be saved and never to be shown, with the name for old clients and the real one. */
export function contentDisposition(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|[%"\\;]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
