/** Contract 2.3: the name of the cookie of a sign-in. */
export const sessionCookie = 'dashboard_session';

/** A cookie that no script reads and that a page of another site makes no browser send along with a form. */
export function cookie(
  name: string,
  value: string,
  { seconds, secure, path = '/' }: { seconds: number; secure: boolean; path?: string },
): string {
  return `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`;
}

/** The value of a cookie in a Cookie header. Ours are of base64url and dots: nothing in them is quoted or escaped. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined && value !== '') return value;
  }
  return undefined;
}
