import { TestEnvironment } from 'jest-environment-node';
import { releaseAsyncStorage } from './async-storage';
import { reuseKeyPairs } from './key-pairs';
import { leftAlive, type Resources, resourcesNow } from './left-alive';
import { forbidNetwork } from './no-network';

type Config = ConstructorParameters<typeof TestEnvironment>[0];
type Context = ConstructorParameters<typeof TestEnvironment>[1];

const GRACE_MS = 2_000;

/**
 * Node, and two rules. A file whose project says `network: 'none'` cannot open a socket. A file that leaves timers, sockets, servers or
 * child processes behind fails, whatever its tests said.
 */
export default class StrictEnvironment extends TestEnvironment {
  private readonly networkless: boolean;
  private before: Resources = {};
  private undo: readonly (() => void)[] = [];

  constructor(config: Config, context: Context) {
    super(config, context);
    this.networkless = config.projectConfig.testEnvironmentOptions.network === 'none';
  }

  override async setup(): Promise<void> {
    await super.setup();
    this.before = resourcesNow();
    this.undo = [releaseAsyncStorage(), ...(this.networkless ? [forbidNetwork(), reuseKeyPairs()] : [])];
  }

  override async teardown(): Promise<void> {
    for (const undo of this.undo) undo();
    await super.teardown();
  }

  /** Called by jest-circus; `run_finish` comes after the last hook of the file. */
  async handleTestEvent(event: { readonly name: string }, state: { readonly unhandledErrors: unknown[] }): Promise<void> {
    if (event.name !== 'run_finish') return;
    const left = await leftAlive(this.before, GRACE_MS);
    if (left.length > 0) state.unhandledErrors.push(new Error(`The tests ended and left alive: ${left.join(', ')}. Close it in afterAll.`));
  }
}
