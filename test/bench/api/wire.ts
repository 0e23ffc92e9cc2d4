/** What the bench and its servers say to each other. */
export type Kind = 'ours' | 'bare';
export type Told = { readonly url: string } | { readonly rss: number };

/** The one person of the bench. */
export const person = { name: 'admin', password: 'the password of the bench' } as const;
