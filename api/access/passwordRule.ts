/** Characters. Length is what makes a password hard to guess; rules about signs only make it hard to remember. */
const shortest = 12;
/** Characters: more than anybody types, and little work for the hash. */
const longest = 200;

/** Why this is no password to be kept, as an end of "new_password …"; undefined for a good one. */
export function passwordFault(password: string, username: string): string | undefined {
  const length = Array.from(password.normalize('NFKC')).length;
  if (length < shortest) return `has ${length} characters, and at least ${shortest} are needed`;
  if (length > longest) return `has ${length} characters, and at most ${longest} are taken`;
  if (new Set(password).size < 5) return 'is the same few characters again and again';
  if (username.length >= 3 && password.toLowerCase().replaceAll(username.toLowerCase(), '').length < shortest / 2)
    return 'is little more than the name of its person';
  return undefined;
}
