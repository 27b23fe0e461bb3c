import type { RunningCloud } from '../running-cloud';
import { fillCity } from './fill-city';
import { planFill, type Planned } from './plan';
import type { FillState } from './state';

/** Fills the city of a cloud that is ready, beside whatever else happens to it. `seen` hears of each step; `stop` resolves when nothing goes on. */
export function startFilling(
  cloud: RunningCloud,
  seen: (state: FillState) => void = () => undefined,
  plan: readonly Planned[] = planFill(cloud.now()),
): { readonly done: Promise<void>; stop(): Promise<void> } {
  const ending = new AbortController();
  const done = fillCity({
    api: cloud.urls.api,
    token: () => cloud.staffToken({ roles: ['Reservations.Approve'] }),
    now: () => cloud.now(),
    plan,
    signal: ending.signal,
    told: (state) => {
      cloud.fill.now = state;
      seen(state);
    },
  });
  return {
    done,
    stop: () => {
      ending.abort();
      return done;
    },
  };
}
