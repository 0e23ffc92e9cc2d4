/** Contract 17.3: shorter words say nothing, and more of them only cost time. */
const shortest = 4;
const mostTokens = 8;

/** The words of a request by which others like it are found; lower case, each once, in order. */
export function tokensOf(title: string, message: string): string[] {
  const tokens = `${title} ${message}`
    .toLowerCase()
    .split(/[^a-z0-9._@/-]+/)
    .filter((token) => token.length >= shortest && /[a-z0-9]/.test(token));
  return [...new Set(tokens)].slice(0, mostTokens);
}
