/** What works there, in the words of every card. The built-in program has no model and says so. */
export function harnessInWords(harness: string, model: string | null): string {
  if (harness === 'builtin') return 'builtin, no model';
  return model === null ? harness : `${harness}, model ${model}`;
}

/** What an agent without isolation means for whoever reads the card. */
export const unisolatedSentence = "none works on this machine: runs have the rights of the platform's own user";
