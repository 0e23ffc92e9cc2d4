import type { TurnBrief } from '../../api/chat/index.js';
import type { Config } from '../../config/schema.js';
import type { HarnessWatch, UsableHarness } from '../presence/index.js';

type Watch = Pick<HarnessWatch, 'chat' | 'usable'>;
export type Chosen = UsableHarness & { readonly model: string | undefined };

/**
 * What reads this message. The harness that is stored with the turn, when it is one with a model and can work here; else
 * the one that this runner has selected for chat. `builtin` in a turn mostly means that no runner was there to ask, so it
 * does not hold against a selection with a model. A model goes with the harness that it was asked for.
 */
export function chooseHarness(
  { harness, model }: Pick<TurnBrief, 'harness' | 'model'>,
  watch: Watch,
  config: Pick<Config, 'chat' | 'runner'>,
): Chosen | undefined {
  const usual = config.chat.model ?? config.runner.model;
  const stored = harness === 'builtin' ? undefined : watch.usable(harness);
  if (stored) return { ...stored, model: model ?? usual };
  const selected = watch.usable(watch.chat().name);
  return selected && { ...selected, model: harness === 'builtin' ? (model ?? usual) : usual };
}
