import type { Queryable } from '../db/index.js';
import type { Question, Session } from './contract.js';

/** A question with its session, for its card and for the tap that answers it. */
export async function readQuestion(
  q: Queryable,
  id: number,
): Promise<{ question: Question; session: Session } | undefined> {
  const questions = await q.query<Question>('select * from ops_chat_questions where id = $1', [id]);
  const question = questions.rows[0];
  const sessions = await q.query<Session>('select * from ops_chat_sessions where id = $1', [question?.session_id]);
  const session = sessions.rows[0];
  return question && session && { question, session };
}
