import { plainPage, type Page } from './page.js';

/** Where somebody lands who only knows the address. */
export function homePage(): Page {
  return plainPage(
    'Opsroom',
    `      <h1>Opsroom</h1>
      <p>Write what is wrong or what you need in the room. It becomes a ticket, people and agents work on it, and whatever
        is risky waits until a person has approved it.</p>
      <p><a class="act" href="/chat">Open the chat</a></p>
      <h2>For programs and their authors</h2>
      <ul>
        <li><a href="/docs">The API</a>, to read and to try.</li>
        <li><a href="/openapi.json">openapi.json</a>, the same as one document.</li>
      </ul>`,
  );
}
