import { ToolFailure } from '../toolFailure.js';

export type Tried<T> = { readonly done: true; readonly answer: T } | { readonly done: false; readonly reason: string };

/**
 * For acts that come beside the main one: the ticket is filed already, and losing its number because a note or an agent was refused would be
 * the worse failure. A refusal by the API is told; a lost lease or an unreachable API is still thrown.
 */
export async function unlessRefused<T>(act: Promise<T>): Promise<Tried<T>> {
  try {
    return { done: true, answer: await act };
  } catch (error) {
    if (error instanceof ToolFailure && 'status' in error.facts) return { done: false, reason: error.message };
    throw error;
  }
}
