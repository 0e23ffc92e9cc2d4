/** What Hydrogen says ("could not query login methods") leaves a newcomer without a next step. */
const unreachable =
  'This device cannot reach the homeserver at that address, or it is not running. Reload the page when it is.';

function line(text: string): HTMLElement {
  const element = document.createElement('p');
  element.className = 'signInHint';
  element.textContent = text;
  return element;
}

/** Hydrogen's form knows neither password managers nor phones. */
function tidyForm(form: Element, hint: string | undefined): void {
  const username = form.querySelector<HTMLInputElement>('#username');
  if (!username || username.autocomplete === 'username') return;
  username.autocomplete = 'username';
  username.autocapitalize = 'none';
  username.spellcheck = false;
  const password = form.querySelector<HTMLInputElement>('#password');
  if (password) password.autocomplete = 'current-password';
  const button = form.querySelector('button[type=submit]');
  if (button) button.textContent = 'Sign in';
  if (hint) form.prepend(line(hint));
  username.focus();
}

/**
 * Makes the sign-in form say where one is, who may sign in and what to do when that fails. The form is rebuilt
 * whenever someone signs out, so it is watched for as long as the page lives.
 */
export function tidySignIn(container: HTMLElement, hint: string | undefined): void {
  const tidy = (): void => {
    const screen = container.querySelector('.PreSessionScreen');
    if (!screen) return;
    const heading = screen.querySelector(':scope > h1');
    if (heading?.textContent === 'Sign In') heading.textContent = 'Sign in to Opsroom';
    // A link to a code host is the wrong thing to offer here: what must be named are authors and licences.
    const link = screen.querySelector<HTMLAnchorElement>('a[href^="https://github.com/"]');
    if (link) {
      link.href = 'LICENSE.txt';
      link.textContent = 'Built with Hydrogen: authors and licences';
    }
    const failure = screen.querySelector('.LoginView_sso > .error');
    if (failure && !failure.nextElementSibling) failure.after(line(unreachable));
    const form = screen.querySelector('.PasswordLoginView');
    if (form) tidyForm(form, hint);
  };
  new MutationObserver(tidy).observe(container, { childList: true, subtree: true });
  tidy();
}
